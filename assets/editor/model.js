// Reads and writes what stands at an element. Every change is one command, which undo takes back.
export function access(modeler) {
  const modeling = modeler.get("modeling");
  const moddle = modeler.get("moddle");
  const extension = (bo, type) => bo.extensionElements?.values?.find((one) => one.$type === type);

  // Puts a new extension of this kind in place of the old one; what others wrote there stays.
  function extend(element, type, content) {
    const bo = element.businessObject;
    const others = (bo.extensionElements?.values ?? []).filter((one) => one.$type !== type);
    const values = content ? [...others, moddle.create(type, content)] : others;
    const whole = values.length ? moddle.create("bpmn:ExtensionElements", { values }) : undefined;
    for (const one of values) one.$parent = whole;
    modeling.updateModdleProperties(element, bo, { extensionElements: whole });
  }

  return {
    set: (element, values) => modeling.updateProperties(element, values),
    inside: (element, part, values) => modeling.updateModdleProperties(element, part, values),
    expression: (body) => (body ? moddle.create("bpmn:FormalExpression", { body }) : undefined),
    create: (type, values) => moddle.create(type, values),
    property: (bo, name) => extension(bo, "camunda:Properties")?.values?.find((one) => one.name === name)?.value,
    setProperty(element, name, value) {
      const old = extension(element.businessObject, "camunda:Properties")?.values ?? [];
      const kept = old.filter((one) => one.name !== name);
      const all = value ? [...kept, moddle.create("camunda:Property", { name, value })] : kept;
      extend(element, "camunda:Properties", all.length ? { values: all } : null);
    },
    parameter: (bo, name) =>
      extension(bo, "camunda:InputOutput")?.inputParameters?.find((one) => one.name === name)?.value,
    setParameter(element, name, value) {
      const old = extension(element.businessObject, "camunda:InputOutput");
      const kept = (old?.inputParameters ?? []).filter((one) => one.name !== name);
      const inputs = value ? [...kept, moddle.create("camunda:InputParameter", { name, value })] : kept;
      const outputs = old?.outputParameters;
      const content = inputs.length || outputs?.length ? { inputParameters: inputs, outputParameters: outputs } : null;
      extend(element, "camunda:InputOutput", content);
    },
    document(element, words) {
      const documentation = words ? [moddle.create("bpmn:Documentation", { text: words })] : [];
      modeling.updateProperties(element, { documentation });
    },
  };
}
