// The editor of diagrams: bpmn-js with a panel of our own, the gate's findings, and saving as one draws.
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/diagram-js.css";
import Modeler from "bpmn-js/lib/Modeler";
import camunda from "camunda-bpmn-moddle/resources/camunda.json";
import "./editor.css";
import { checkAlways } from "./findings.js";
import { showPanel } from "./panel.js";
import { saveAlways } from "./saving.js";
import translate from "./translate.js";

const PALETTE = 120;
const MARGIN = 20;
const READABLE = 0.55;

// The whole drawing beside the palette; where that would be too small to read, its beginning.
function fit(canvas) {
  const { outer, inner } = canvas.viewbox();
  const scale = Math.min(
    1,
    Math.max(
      READABLE,
      Math.min((outer.width - PALETTE - MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height),
    ),
  );
  canvas.viewbox({
    x: inner.x - PALETTE / scale,
    y: inner.y - MARGIN / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

async function open(page) {
  const modeler = new Modeler({
    container: page.querySelector("[data-canvas]"),
    moddleExtensions: { camunda },
    additionalModules: [translate],
  });
  const trouble = page.querySelector("[data-trouble]");
  try {
    const answer = await fetch(page.dataset.source, { credentials: "same-origin" });
    const { warnings } = await modeler.importXML(await answer.text());
    page.dataset.warnings = warnings.length;
  } catch {
    trouble.hidden = false;
    return;
  }
  const canvas = modeler.get("canvas");
  fit(canvas);
  const press = {
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    all: () => canvas.zoom("fit-viewport", "auto"),
    in: () => canvas.zoom(canvas.zoom() * 1.3),
    out: () => canvas.zoom(canvas.zoom() / 1.3),
    search: () => modeler.get("searchPad").toggle(),
  };
  for (const button of page.querySelectorAll("[data-press]")) button.onclick = press[button.dataset.press];
  showPanel(modeler, page);
  saveAlways(modeler, page);
  checkAlways(modeler, page);
  page.modeler = modeler;
  page.dataset.ready = "";
}

open(document.querySelector("[data-editor]"));
