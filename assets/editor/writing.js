// Expressions as they are written: names that exist are offered, and what is wrong is said, while somebody types.
import { text } from "./fields.js";
import { later } from "./server.js";

const WAIT = 300;
const OFFERED = 8;
const BEGUN = /[\p{L}_][\p{L}\d_.]*$/u;
let judge = async () => "";
let count = 0;

// question: asks the server what is wrong with an expression at the chosen element; resolves to a sentence or "".
export function judgeWith(question) {
  judge = question;
}

// isText: what is written is an expression only where it begins with =.
export function written(label, value, write, names, { isText = false } = {}) {
  const field = text(label, value, write, { rows: 3 });
  const control = field.querySelector("textarea");
  const key = `offer-${++count}`;
  const offer = Object.assign(document.createElement("ul"), { id: key, className: "offer", hidden: true });
  const said = Object.assign(document.createElement("p"), { id: `${key}-said`, className: "field-error", hidden: true });
  offer.setAttribute("role", "listbox");
  offer.setAttribute("aria-label", "Vorschläge");
  said.setAttribute("role", "status");
  for (const [name, to] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", key], ["aria-expanded", "false"],
    ["aria-describedby", said.id], ["spellcheck", "false"]]) control.setAttribute(name, to);
  field.append(offer, said);
  let at = -1;

  const before = () => control.value.slice(0, control.selectionStart);
  const isExpression = () => !isText || control.value.trimStart().startsWith("=");

  function show(found) {
    at = -1;
    offer.replaceChildren(...found.map(choice));
    offer.hidden = !found.length;
    control.setAttribute("aria-expanded", String(!offer.hidden));
    control.removeAttribute("aria-activedescendant");
  }

  function choice({ name, label: question, kind }, number) {
    const line = Object.assign(document.createElement("li"), { id: `${key}-${number}`, textContent: name });
    line.setAttribute("role", "option");
    line.append(Object.assign(document.createElement("span"), { textContent: ` ${[question, kind].filter(Boolean).join(", ")}` }));
    line.onmousedown = (event) => {
      event.preventDefault();
      take(name);
    };
    return line;
  }

  function take(name) {
    const begun = BEGUN.exec(before())?.[0] ?? "";
    control.setRangeText(name, control.selectionStart - begun.length, control.selectionStart, "end");
    show([]);
    look();
  }

  function mark(step) {
    const lines = [...offer.children];
    at = (at + step + lines.length) % lines.length;
    lines.forEach((line, number) => line.setAttribute("aria-selected", String(number === at)));
    control.setAttribute("aria-activedescendant", lines[at].id);
    lines[at].scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const typed = control.value;
    const sentence = typed.trim() && isExpression() ? await judge(typed) : "";
    if (typed !== control.value) return;
    said.textContent = sentence;
    said.hidden = !sentence;
    control.setAttribute("aria-invalid", String(Boolean(sentence)));
  }
  const look = later(ask, WAIT);

  control.oninput = () => {
    const begun = (isExpression() && BEGUN.exec(before())?.[0].toLowerCase()) || "";
    const fits = ({ name, label: question }) => name.toLowerCase().includes(begun) || (question ?? "").toLowerCase().includes(begun);
    show(begun ? names.filter((one) => !one.name.includes("[]") && fits(one) && one.name !== begun).slice(0, OFFERED) : []);
    look();
  };
  control.onkeydown = (event) => {
    if (offer.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && at >= 0) offer.children[at].onmousedown(event);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  control.addEventListener("blur", () => show([]));
  return field;
}
