// Checks the drawing with the gate a moment after each change: marks at the elements, and a list that jumps there.
import { later, post } from "./server.js";

const WAIT = 600;

export function checkAlways(modeler, page) {
  const list = page.querySelector("[data-findings]");
  const overlays = modeler.get("overlays");
  const registry = modeler.get("elementRegistry");
  let asked = 0;

  async function check() {
    const mine = ++asked;
    const { xml } = await modeler.saveXML({ format: true });
    const answer = await post(page.dataset.check, { text: xml });
    if (mine === asked && answer.status === 200) show(answer.findings);
  }

  function show(findings) {
    overlays.remove({ type: "finding" });
    list.replaceChildren(...findings.map(line));
    if (!findings.length) list.append(plain("Keine Befunde."));
    const marked = new Set();
    for (const { element, message, level } of findings) {
      if (!registry.get(element) || marked.has(element)) continue;
      marked.add(element);
      const mark = Object.assign(document.createElement("span"), { className: `mark mark-${level}`, textContent: "!" });
      mark.title = message;
      overlays.add(element, "finding", { position: { top: -10, right: 10 }, html: mark });
    }
  }

  function line({ element, message, level }) {
    const row = document.createElement("li");
    row.className = `finding finding-${level}`;
    row.append(Object.assign(document.createElement("p"), { textContent: message }));
    if (registry.get(element)) {
      const jump = Object.assign(document.createElement("button"), { type: "button", className: "chip" });
      jump.textContent = `Zeigen: ${registry.get(element).businessObject.name || element}`;
      jump.onclick = () => {
        modeler.get("canvas").scrollToElement(element, 100);
        modeler.get("selection").select(registry.get(element));
      };
      row.append(jump);
    }
    return row;
  }

  const plain = (text) => Object.assign(document.createElement("li"), { textContent: text });
  modeler.on("commandStack.changed", later(check, WAIT));
  check();
}
