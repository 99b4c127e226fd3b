// Due dates and conditions as lists; the expression behind them is what the engine reads. What the lists cannot say
// stays as it was written, and can be changed as text.
import { folded, list, note, number, text } from "./fields.js";
import { written as expressionField } from "./writing.js";
import { post } from "./server.js";

// A name as people know it, and as expressions write it.
export const called = ({ name, label }) => (label && label !== name ? `${label} (${name})` : name);

const UNITS = [
  ["working", "Arbeitstage"],
  ["days", "Tage"],
  ["months", "Kalendermonate"],
];
const WRITTEN = {
  working: (n, from) => `= add working days(${from}, ${n})`,
  days: (n, from) => `= ${from} + duration("P${n}D")`,
  months: (n, from) => `= add months(${from}, ${n})`,
};
const READ = [
  ["working", /^=?\s*add working days\((today\(\)|[\w.]+), (\d+)\)$/],
  ["months", /^=?\s*add months\((today\(\)|[\w.]+), (\d+)\)$/],
  ["days", /^=?\s*(today\(\)|[\w.]+) \+ duration\("P(\d+)D"\)$/],
];

function readTime(expression) {
  for (const [unit, pattern] of READ) {
    const found = pattern.exec(expression ?? "");
    if (found) return { unit, from: found[1], count: found[2] };
  }
  return expression ? { unit: "own", from: "today()", count: 5 } : { unit: "", from: "today()", count: 5 };
}

// A due date or the time of a timer. none: the words for having no time; null where there has to be one.
export function time(label, expression, write, { names, preview, none }) {
  const box = document.createElement("div");
  const now = readTime(expression);
  const days = names
    .filter((one) => one.kind.includes("Datum") && !one.name.includes("[]"))
    .map((one) => [one.name, called(one)]);
  const put = (change) => {
    const next = { ...now, ...change };
    if (next.unit === "own") return;
    write(next.unit ? WRITTEN[next.unit](next.count, next.from) : undefined);
  };
  box.append(list(label, now.unit, [...UNITS, ["own", "anders (Ausdruck)"]], (unit) => put({ unit: unit ?? "" }), { none }));
  if (now.unit && now.unit !== "own") {
    box.append(number("Anzahl", now.count, (n) => put({ count: n })));
    const starts = [["today()", "Beginn des Schritts"], ...days];
    box.append(list("gezählt ab", now.from, starts, (from) => put({ from: from ?? "today()" }), { none: null }));
  }
  if (now.unit) {
    const told = note("");
    told.setAttribute("role", "status");
    box.append(told, folded("Als Ausdruck (FEEL)", expressionField("Ausdruck", expression, write, names)));
    post(preview, { text: expression }).then((answer) => {
      told.textContent = answer.told ?? answer.message ?? "";
    });
  }
  return box;
}

const COMPARISONS = [
  ["=", "ist"],
  ["!=", "ist nicht"],
  [">", "ist grösser als"],
  [">=", "ist mindestens"],
  ["<", "ist kleiner als"],
  ["<=", "ist höchstens"],
];

function written(kind, value) {
  if (kind.includes("Zahl") && /^-?\d+(\.\d+)?$/.test(value)) return value;
  if (kind.includes("Datum") && /^\d{4}-\d\d-\d\d$/.test(value)) return `date("${value}")`;
  if (["true", "false", "null"].includes(value)) return value;
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function readCondition(expression) {
  const found = /^=?\s*([\w.]+) (=|!=|>=|<=|>|<) ("(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null|date\("[\d-]+"\))$/.exec(
    expression ?? "",
  );
  if (!found) return null;
  const value = found[3].replace(/^date\("(.*)"\)$/, "$1").replace(/^"(.*)"$/, "$1").replace(/\\(["\\])/g, "$1");
  return { name: found[1], sign: found[2], value };
}

export function condition(expression, write, names) {
  const box = document.createElement("div");
  const now = readCondition(expression) ?? { name: "", sign: "=", value: "" };
  const kind = (name) => names.find((one) => one.name === name)?.kind ?? "Text";
  const put = (change) => {
    const next = { ...now, ...change };
    if (next.name) write(`= ${next.name} ${next.sign} ${written(kind(next.name), next.value)}`);
  };
  const known = names
    .filter((one) => !one.name.includes("[]") && !/Liste|Gruppe|Kontext/.test(one.kind))
    .map((one) => [one.name, called(one)]);
  if (readCondition(expression) || !expression) {
    box.append(list("Angabe", now.name, known, (name) => put({ name: name ?? "" }), { none: "bitte wählen" }));
    box.append(list("Vergleich", now.sign, COMPARISONS, (sign) => put({ sign }), { none: null }));
    box.append(text("Wert", now.value, (value) => put({ value: value ?? "" })));
  } else {
    box.append(note("Diese Bedingung ist als Ausdruck geschrieben."));
  }
  box.append(folded("Als Ausdruck (FEEL)", expressionField("Ausdruck", expression, write, names)));
  return box;
}
