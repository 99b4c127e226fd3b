// Shows the diagram of a case and marks where it stands. Without this file the page's lists say the same.
import "bpmn-js/dist/assets/diagram-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "./viewer.css";

const MARKS = { standing: "is-standing", passed: "has-passed" };
const STEP = 1.3;
const READABLE = 0.7;

// One picture: the diagram at `source.url`, with the elements of `source` marked.
async function draw(viewer, container, source) {
  const answer = await fetch(source.url, { credentials: "same-origin" });
  if (!answer.ok) return;
  container.hidden = false;
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [name, mark] of Object.entries(MARKS)) {
    for (const id of source[name].split(" ").filter((id) => id && registry.get(id))) {
      canvas.addMarker(id, mark);
    }
  }
  const standing = source.standing.split(" ").map((id) => registry.get(id)).filter(Boolean);
  const innermost = standing.find((element) => !standing.some((other) => other.parent === element));
  const go = {
    all: () => canvas.zoom("fit-viewport", "auto"),
    in: () => canvas.zoom(canvas.zoom() * STEP, "auto"),
    out: () => canvas.zoom(canvas.zoom() / STEP, "auto"),
    here: () => {
      canvas.zoom(Math.max(canvas.zoom(), READABLE));
      const box = canvas.viewbox();
      const { x, y, width, height } = innermost;
      canvas.viewbox({ ...box, x: x + (width - box.width) / 2, y: y + (height - box.height) / 2 });
    },
  };
  const tools = container.parentElement.querySelector("[data-tools]");
  for (const button of tools?.querySelectorAll("[data-zoom]") ?? []) {
    button.hidden = button.dataset.zoom === "here" && !innermost;
    button.onclick = go[button.dataset.zoom];
  }
  if (tools) tools.hidden = false;
  go.all();
  if (innermost && canvas.zoom() < READABLE) go.here();
}

async function show(container) {
  // The wheel moves the page, not the picture: for that there are buttons.
  const viewer = new NavigatedViewer({ container, zoomScroll: { enabled: false } });
  new ResizeObserver(() => viewer.get("canvas").resized()).observe(container);
  const choices = [...container.parentElement.querySelectorAll("[data-shows]")];
  for (const choice of choices) {
    choice.addEventListener("click", () => {
      for (const other of choices) other.setAttribute("aria-pressed", String(other === choice));
      const { shows: url, standing, passed } = choice.dataset;
      draw(viewer, container, { url, standing, passed });
    });
  }
  const { diagram: url, standing, passed } = container.dataset;
  await draw(viewer, container, { url, standing, passed });
}

for (const container of document.querySelectorAll("[data-diagram]")) {
  show(container);
}
