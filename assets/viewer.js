// Shows the diagram of a case and marks where it stands. Without this file the page's lists say the same.
import "bpmn-js/dist/assets/diagram-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "./viewer.css";

const MARKS = { standing: "is-standing", passed: "has-passed" };

async function show(container) {
  container.hidden = false;
  const viewer = new NavigatedViewer({ container });
  const answer = await fetch(container.dataset.diagram, { credentials: "same-origin" });
  if (!answer.ok) {
    container.hidden = true;
    return;
  }
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [name, mark] of Object.entries(MARKS)) {
    for (const id of container.dataset[name].split(" ").filter((id) => id && registry.get(id))) {
      canvas.addMarker(id, mark);
    }
  }
  const standing = container.dataset.standing.split(" ").map((id) => registry.get(id)).filter(Boolean);
  canvas.zoom("fit-viewport", "auto");
  const innermost = standing.filter((element) => !standing.some((other) => other.parent === element));
  if (innermost.length > 0 && canvas.zoom() < 0.6) {
    canvas.zoom(0.7);
    const middle = innermost[0];
    const box = canvas.viewbox();
    canvas.viewbox({
      x: middle.x + middle.width / 2 - box.width / 2,
      y: middle.y + middle.height / 2 - box.height / 2,
      width: box.width,
      height: box.height,
    });
  }
}

for (const container of document.querySelectorAll("[data-diagram]")) {
  show(container);
}
