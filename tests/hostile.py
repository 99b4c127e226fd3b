"""Texts that mean harm, to be put wherever a diagram, table or form takes an expression."""

_LISTS_DOUBLED = "{b0: [1, 1], " + ", ".join(f"b{i}: [b{i - 1}, b{i - 1}]" for i in range(1, 40)) + "}"
_TEXTS_DOUBLED = (
    '{a: "xxxxxxxxxxxxxxxxxxxx", ' + ", ".join(f"a{i}: a{i - 1 or ''} + a{i - 1 or ''}" for i in range(1, 40)) + "}"
)

CODE = [
    '__import__("os").system("touch nahtstelle-was-here")',
    "import os; os.system('touch nahtstelle-was-here')",
    "exec(\"open('nahtstelle-was-here','w')\")",
    'eval("1+1")',
    'open("/etc/passwd").read()',
    "().__class__.__bases__[0].__subclasses__()",
    '"".__class__.__mro__[1].__subclasses__()[40]("/etc/passwd").read()',
    "(lambda: (yield))()",
    "lambda: __import__('os')",
    "[x for x in ().__class__.__base__.__subclasses__() if x.__name__ == 'Popen']",
    "getattr(task, '__class__')",
    "task.workflow.script_engine.environment",
    "globals()",
    "__builtins__",
    '{typename: "SubprocessSpec"}',
    '{"__class__": "os.system", typename: "BpmnWorkflow"}',
    'context put({}, "__class__", "x")',
    "${execution.setVariable('x', 1)}",
    "#{T(java.lang.Runtime).getRuntime().exec('touch nahtstelle-was-here')}",
    "${''.getClass().forName('java.lang.Runtime').getMethods()[6].invoke(null)}",
    "java.lang.System.exit(1)",
    'function(x) external {java: {class: "java.lang.Runtime", method signature: "exit(int)"}}',
    "require('child_process').execSync('touch nahtstelle-was-here')",
    "this.constructor.constructor('return process')().exit()",
    "<script>alert(1)</script>",
    "{{ config.items() }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "'; DROP TABLE instance; --",
    "$(touch nahtstelle-was-here)",
    "`touch nahtstelle-was-here`",
    "\\u0000 \\ud800",
    "x = 1; y = 2",
]
"""Texts that would run something if any part of the house took them for code."""

COSTLY = [
    "9 ** 9 ** 9",
    "9**9**9**9",
    "1e999999999",
    "exp(1e9)",
    "for i in 1..999999999999 return i",
    "for i in 1..1000, j in 1..1000 return i * j",
    "count(for a in 1..100 return for b in 1..100 return for c in 1..100 return a)",
    "some x in 1..4999, y in 1..4999 satisfies x + y < 0",
    _TEXTS_DOUBLED,
    _LISTS_DOUBLED,
    'string join(for i in 1..4999 return "aaaaaaaaaa")',
    'matches("' + "a" * 40 + '!", "(a+)+$")',
    'replace("aaaaaaaa", "a", "' + "b" * 3000 + '")',
    "sort(for i in 1..4999 return -i, function(a, b) a < b)",
    "{f: function(n) f(n), r: f(1)}.r",
    "(function(x) x(x))(function(x) x(x))",
    "[" * 900 + "]" * 900,
    "(" * 900 + "1" + ")" * 900,
    "a" + ".b" * 1500,
    "-" * 3000 + "1",
    "x" * 5000,
]
"""Texts that would take all time or memory if nothing limited them."""

HOSTILE = [*CODE, *COSTLY]
