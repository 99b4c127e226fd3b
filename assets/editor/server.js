// Asks the server. Every answer is JSON; a refusal carries a German sentence.
const token = () => document.querySelector('input[name="csrf_token"]').value;

export async function post(url, fields) {
  const body = new URLSearchParams({ csrf_token: token(), ...fields });
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
  } catch {
    return { status: 0 };
  }
  const kind = answer.headers.get("Content-Type") ?? "";
  return { status: answer.status, ...(kind.startsWith("application/json") ? await answer.json() : {}) };
}

// Calls `work` once, `wait` milliseconds after the last time it was asked for.
export function later(work, wait) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
