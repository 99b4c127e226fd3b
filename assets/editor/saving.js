// Saves the drawing a moment after each change. What somebody else has saved meanwhile is shown beside it.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { later, post } from "./server.js";

const WAIT = 1000;
const AGAIN = 5000;

export function saveAlways(modeler, page) {
  const state = page.querySelector("[data-saved]");
  const conflict = page.querySelector("[data-conflict]");
  let { rev } = page.dataset;
  let changed = false;
  let busy = false;
  const tell = (text) => {
    state.textContent = text;
  };

  async function save() {
    if (busy || !conflict.hidden) return soon();
    busy = true;
    changed = false;
    const { xml } = await modeler.saveXML({ format: true });
    const answer = await post(page.dataset.save, { rev, text: xml });
    busy = false;
    if (answer.status === 200) {
      rev = answer.rev;
      tell(changed ? "Wird gespeichert …" : `Gespeichert ${answer.at}`);
    } else if (answer.status === 409) {
      showBoth(answer);
    } else {
      changed = true;
      tell(answer.message ?? "Nicht gespeichert: keine Verbindung. Es wird wieder versucht.");
      if (answer.status === 0 || answer.status >= 500) setTimeout(save, AGAIN);
    }
  }
  const soon = later(save, WAIT);

  async function showBoth({ message, text, rev: theirs }) {
    changed = true;
    conflict.hidden = false;
    conflict.querySelector("[data-said]").textContent = message;
    tell("Nicht gespeichert");
    const viewer = new NavigatedViewer({ container: conflict.querySelector("[data-theirs]") });
    try {
      await viewer.importXML(text);
      viewer.get("canvas").zoom("fit-viewport", "auto");
    } catch {
      conflict.querySelector("[data-theirs]").textContent = "Die andere Fassung lässt sich nicht zeichnen.";
    }
    conflict.querySelector("[data-mine]").onclick = () => {
      rev = theirs;
      conflict.hidden = true;
      viewer.destroy();
      save();
    };
    conflict.querySelector("[data-other]").onclick = () => {
      changed = false;
      location.reload();
    };
  }

  modeler.on("commandStack.changed", () => {
    changed = true;
    tell("Wird gespeichert …");
    soon();
  });
  addEventListener("beforeunload", (event) => {
    if (changed || busy) event.preventDefault();
  });
}
