"""The procedure and the pages of `viewflow_site`, with Viewflow's own views."""

from django.urls import path
from viewflow import jsonstore, this
from viewflow.contrib.auth import AuthViewset
from viewflow.urls import Site
from viewflow.workflow import flow
from viewflow.workflow.flow.views import CreateProcessView, UpdateProcessView
from viewflow.workflow.models import Process


class Application(Process):
    """A case: who applies for what, and whether it is granted."""

    first_name = jsonstore.CharField(max_length=150)
    name = jsonstore.CharField(max_length=150)
    amount = jsonstore.IntegerField(null=True)
    kind = jsonstore.CharField(max_length=20, choices=[("kurs", "Kurs"), ("material", "Material")])
    granted = jsonstore.BooleanField(default=False)

    class Meta:
        proxy = True
        app_label = "viewflow"


class ApplicationFlow(flow.Flow):
    """Two tasks, one after the other."""

    process_class = Application
    start = flow.Start(CreateProcessView.as_view(fields=["first_name", "name"])).Next(this.fill_in)
    fill_in = flow.View(UpdateProcessView.as_view(fields=["amount", "kind"])).Assign(this.start.owner).Next(this.decide)
    decide = flow.View(UpdateProcessView.as_view(fields=["granted"])).Next(this.end)
    end = flow.End()


site = Site(title="Bench", viewsets=[flow.FlowAppViewset(ApplicationFlow, icon="assignment")])
urlpatterns = [path("accounts/", AuthViewset(with_profile_view=False).urls), path("", site.urls)]
