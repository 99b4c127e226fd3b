// The panel beside the drawing: what can be said about the chosen element, as lists wherever there is something to list.
import { called, condition, time } from "./expressions.js";
import { button, list, note, several, text, tick } from "./fields.js";
import { access } from "./model.js";
import { post } from "./server.js";
import { judgeWith, written } from "./writing.js";

const KINDS = [
  ["bpmn:UserTask", "Aufgabe für Personen"],
  ["bpmn:ServiceTask", "Automatischer Schritt"],
  ["bpmn:BusinessRuleTask", "Entscheidung nach Tabelle"],
  ["bpmn:CallActivity", "Anderes Verfahren aufrufen"],
];

export function showPanel(modeler, page) {
  const panel = page.querySelector("[data-panel]");
  const offer = JSON.parse(page.dataset.offer);
  const model = access(modeler);
  const preview = page.dataset.preview;
  let chosen = null;
  const names = [];
  judgeWith(async (expression) => {
    const { xml } = await modeler.saveXML({ format: true });
    const element = chosen?.businessObject.id ?? "";
    return (await post(page.dataset.expression, { text: xml, element, expression })).said ?? "";
  });

  async function choose(element) {
    chosen = element;
    names.length = 0;
    draw();
    if (!element) return;
    const { xml } = await modeler.saveXML({ format: true });
    const answer = await post(page.dataset.names, { text: xml, element: element.businessObject.id });
    if (chosen !== element || answer.status !== 200) return;
    names.push(...answer.names);
    const busy = document.activeElement;
    if (!panel.contains(busy)) draw();
    else if (busy.role === "combobox") busy.dispatchEvent(new Event("input"));
  }

  function draw() {
    const open = document.activeElement?.id;
    const fields = chosen ? fieldsOf(chosen) : [note("Wählen Sie ein Element der Zeichnung.")];
    panel.replaceChildren(...fields.flat(2).filter(Boolean));
    if (open) document.getElementById(open)?.focus();
  }

  function fieldsOf(element) {
    const bo = element.businessObject;
    const is = (type) => bo.$instanceOf(type);
    const title = Object.assign(document.createElement("h2"), { textContent: bo.name || "Ohne Namen" });
    const set = (key) => (value) => model.set(element, { [key]: value });
    return [
      title,
      is("bpmn:Lane")
        ? list("Wer", bo.name, offer.lanes.map((one) => [one, one]), set("name"), { none: "bitte wählen" })
        : !is("bpmn:TextAnnotation") && text("Name", bo.name, set("name")),
      bo.$type === "bpmn:Task" && kinds(element),
      is("bpmn:UserTask") && [form(element), due(element), who(element)],
      is("bpmn:StartEvent") && !bo.eventDefinitions?.length && form(element),
      is("bpmn:ServiceTask") && action(element),
      is("bpmn:BusinessRuleTask") && [
        list("Tabelle", bo.get("camunda:decisionRef"), offer.decisions, set("camunda:decisionRef"), { none: "bitte wählen" }),
        text("Das Ergebnis heisst in Ausdrücken", bo.get("camunda:resultVariable"), set("camunda:resultVariable")),
      ],
      is("bpmn:CallActivity") &&
        list("Verfahren", bo.calledElement, offer.procedures, set("calledElement"), { none: "bitte wählen" }),
      is("bpmn:SequenceFlow") && flow(element),
      events(element),
      kept(element),
      rounds(element),
      phases(element),
      !is("bpmn:TextAnnotation") && comment(element),
    ];
  }

  function kinds(element) {
    const replace = modeler.get("bpmnReplace");
    const choice = ([type, label]) =>
      button(label, () => modeler.get("selection").select(replace.replaceElement(element, { type })));
    return [note("Was für ein Schritt ist das?"), ...KINDS.map(choice)];
  }

  function form(element) {
    const value = element.businessObject.get("camunda:formKey");
    return list("Formular", value, offer.forms, (key) => model.set(element, { "camunda:formKey": key }));
  }

  function due(element) {
    const bo = element.businessObject;
    const write = (value) => model.set(element, { "camunda:dueDate": value });
    const value = bo.get("camunda:dueDate");
    const why = (words) => model.setProperty(element, "reason", words);
    return [
      time("Frist", value, write, { names, preview, none: "keine" }),
      value && text("Warum dieser Termin?", model.property(bo, "reason"), why, { rows: 2 }),
    ];
  }

  function who(element) {
    const value = element.businessObject.get("camunda:candidateGroups");
    const offices = names
      .filter((one) => one.kind.includes("Text") && !one.name.includes("[]"))
      .map((one) => [`= ${one.name}`, called(one)]);
    const write = (chosenOffice) => model.set(element, { "camunda:candidateGroups": chosenOffice });
    return list("Stelle", value, offices, write, { none: "wer die Rolle der Spur hat" });
  }

  function action(element) {
    const bo = element.businessObject;
    const topic = bo.get("camunda:topic");
    const choose = (name) => model.set(element, { "camunda:type": name && "external", "camunda:topic": name });
    const known = offer.actions.find((one) => one.name === topic);
    const field = (label) => (name) =>
      written(`${name}${label}`, model.parameter(bo, name), (value) => model.setParameter(element, name, value), names, { isText: true });
    return [
      list("Aktion", topic, offer.actions.map((one) => [one.name, one.name]), choose, { none: "bitte wählen" }),
      ...(known?.needed ?? []).map(field("")),
      ...(known?.optional ?? []).map(field(" (freiwillig)")),
    ];
  }

  function flow(element) {
    const bo = element.businessObject;
    const source = bo.sourceRef;
    if (!source || !/ExclusiveGateway|InclusiveGateway/.test(source.$type) || source.outgoing.length < 2) return [];
    const isDefault = source.default === bo;
    const make = (on) => {
      if (on) model.set(element, { conditionExpression: undefined });
      model.set(modeler.get("elementRegistry").get(source.id), { default: on ? bo : undefined });
    };
    const write = (body) => model.set(element, { conditionExpression: model.expression(body) });
    return [
      tick("sonst, wenn keine andere Bedingung zutrifft", isDefault, make),
      !isDefault && condition(bo.conditionExpression?.body, write, names),
    ];
  }

  function events(element) {
    const [definition] = element.businessObject.eventDefinitions ?? [];
    if (definition?.$type === "bpmn:TimerEventDefinition") {
      const kind = ["timeDate", "timeDuration", "timeCycle"].find((one) => definition[one]) ?? "timeDate";
      const write = (body) => model.inside(element, definition, { [kind]: model.expression(body) });
      return time("Zeitpunkt", definition[kind]?.body, write, { names, preview, none: "bitte wählen" });
    }
    if (definition?.$type === "bpmn:MessageEventDefinition") {
      const { rootElements } = modeler.getDefinitions();
      const messages = rootElements.filter((one) => one.$type === "bpmn:Message");
      const write = (id) => model.inside(element, definition, { messageRef: messages.find((one) => one.id === id) });
      const options = messages.map((one) => [one.id, one.name ?? one.id]);
      return list("Nachricht", definition.messageRef?.id, options, write, { none: "bitte wählen" });
    }
    return [];
  }

  // What the papers of a task, or of what may happen at any time, are for; and who may tell the latter.
  function kept(element) {
    const bo = element.businessObject;
    const report = bo.$type === "bpmn:StartEvent" && bo.eventDefinitions?.[0]?.$type === "bpmn:MessageEventDefinition";
    if (!report && !bo.$instanceOf("bpmn:UserTask")) return [];
    const own = (name) => model.property(bo, name);
    const put = (name) => (value) => model.setProperty(element, name, value);
    const roles = offer.lanes.filter((one) => one !== "Jederzeit");
    return [
      report && list("Formular", own("form"), offer.forms, put("form"), { none: "bitte wählen" }),
      report && several("Wer es melden darf", own("roles"), roles, put("roles")),
      report && written("Nur möglich, wenn", own("when"), put("when"), names),
      several("Wer es nachher liest", own("readers"), roles, put("readers")),
      written("Was damit erledigt ist, im Verlauf", own("result"), put("result"), names, { isText: true }),
      written("Was sich nicht zurücknehmen lässt", own("consequence"), put("consequence"), names, { isText: true }),
    ];
  }

  function rounds(element) {
    const bo = element.businessObject;
    const loop = bo.loopCharacteristics;
    if (loop?.$type !== "bpmn:MultiInstanceLoopCharacteristics") return [];
    const lists = names.filter((one) => one.kind.includes("Liste")).map((one) => [`= ${one.name}`, called(one)]);
    const put = (name) => (value) => model.inside(element, loop, { [name]: value });
    const results = (value) => model.setProperty(element, "results", value);
    return [
      list("Für jeden Eintrag von", loop.get("camunda:collection"), lists, put("camunda:collection"), { none: "bitte wählen" }),
      text("Ein Eintrag heisst in Ausdrücken", loop.get("camunda:elementVariable"), put("camunda:elementVariable")),
      text("Die Ergebnisse heissen in Ausdrücken", model.property(bo, "results"), results),
    ];
  }

  function phases(element) {
    const bo = element.businessObject;
    let process = bo;
    while (process && process.$type !== "bpmn:Process") process = process.$parent;
    const known = process && process !== bo && (model.property(process, "phases") ?? "").split(",").map((one) => one.trim());
    if (!known || !known[0] || !bo.$instanceOf("bpmn:Activity")) return [];
    const write = (value) => model.setProperty(element, "phase", value);
    return list("Phase", model.property(bo, "phase"), known.map((one) => [one, one]), write);
  }

  function comment(element) {
    const words = element.businessObject.documentation?.[0]?.text;
    return text("Bemerkung für andere, die hier zeichnen", words, (value) => model.document(element, value), { rows: 3 });
  }

  modeler.on("selection.changed", ({ newSelection }) => choose(newSelection.length === 1 ? newSelection[0] : null));
  modeler.on("commandStack.changed", draw);
  draw();
}
