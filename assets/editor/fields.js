// The fields of the panel. Each is made of plain elements and calls `write` when somebody has chosen.
let count = 0;

function labelled(label, control, hint) {
  const field = Object.assign(document.createElement("div"), { className: "field" });
  control.id ||= `panel-${++count}`;
  field.append(Object.assign(document.createElement("label"), { htmlFor: control.id, textContent: label }));
  if (hint) field.append(Object.assign(document.createElement("p"), { className: "hint", textContent: hint }));
  field.append(control);
  return field;
}

export function text(label, value, write, { hint, rows } = {}) {
  const control = document.createElement(rows ? "textarea" : "input");
  if (rows) control.rows = rows;
  control.value = value ?? "";
  control.onchange = () => write(control.value.trim() || undefined);
  return labelled(label, control, hint);
}

// options: [value, label]; a value that is not among them stays choosable as it stands.
export function list(label, value, options, write, { none = "keine", hint } = {}) {
  const control = document.createElement("select");
  const known = options.some(([one]) => one === (value ?? ""));
  const all = [...(none === null ? [] : [["", none]]), ...options, ...(value && !known ? [[value, value]] : [])];
  for (const [one, name] of all) control.append(new Option(name, one, false, one === (value ?? "")));
  control.onchange = () => write(control.value || undefined);
  return labelled(label, control, hint);
}

export function number(label, value, write) {
  const control = Object.assign(document.createElement("input"), { type: "number", min: 0, max: 999, value });
  control.onchange = () => write(control.value);
  return labelled(label, control);
}

export function tick(label, value, write) {
  const box = Object.assign(document.createElement("div"), { className: "choice" });
  const control = Object.assign(document.createElement("input"), { type: "checkbox", checked: value });
  control.id = `panel-${++count}`;
  control.onchange = () => write(control.checked);
  box.append(control, Object.assign(document.createElement("label"), { htmlFor: control.id, textContent: label }));
  return box;
}

// Several of a list, kept as words with commas between them; words that are not in the list stay.
export function several(label, value, options, write) {
  const box = Object.assign(document.createElement("fieldset"), { className: "several" });
  const chosen = new Set((value ?? "").split(",").map((one) => one.trim()).filter(Boolean));
  box.append(Object.assign(document.createElement("legend"), { textContent: label }));
  for (const one of new Set([...options, ...chosen])) {
    box.append(
      tick(one, chosen.has(one), (on) => {
        if (on) chosen.add(one);
        else chosen.delete(one);
        write([...chosen].join(", ") || undefined);
      }),
    );
  }
  return box;
}

export function button(label, press) {
  const control = Object.assign(document.createElement("button"), { type: "button", className: "chip" });
  control.textContent = label;
  control.onclick = press;
  return control;
}

export function folded(label, ...inside) {
  const fold = document.createElement("details");
  fold.append(Object.assign(document.createElement("summary"), { textContent: label }), ...inside);
  return fold;
}

export function note(words) {
  return Object.assign(document.createElement("p"), { className: "hint", textContent: words });
}
