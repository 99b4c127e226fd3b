// Saves what somebody types into the form of a task, two seconds after a change and before they leave. The server keeps
// it; this window holds only what has not arrived there, and hands it over when the page is opened again.
"use strict";

(() => {
  const person = document.body.dataset.person;
  const form = document.querySelector("form[data-keeps]");
  const HELD = `unsent ${person} `;
  const SENT = "sent";

  // What belongs to somebody else goes, and what was sent once a page of this house has answered: unless that page is
  // the same one, opened afresh because the answer never came.
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("unsent ") && !key.startsWith(HELD)) sessionStorage.removeItem(key);
  }
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && !(form && sent === HELD + location.pathname)) sessionStorage.removeItem(sent);
  if (!form) return;

  const PAUSE = 2000;
  const AGAIN = 5000;
  const LEAVING = 1500;
  const MOST_ON_LEAVING = 60000; // what a browser sends while its page goes
  const place = HELD + location.pathname;
  const state = form.querySelector("[data-saved]");
  let changed = false;
  let failed = false;
  let goes = false;
  let passing = false;
  let timer = 0;
  let under_way = null;

  const say = (text) => {
    if (state && state.textContent !== text) state.textContent = text;
  };

  const field = (name) => form.querySelector(`input[name="${name}"]`)?.value ?? "";

  function input() {
    const answers = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") answers.append(name, value);
    }
    answers.set("_action", "keep");
    return answers;
  }

  function send(answers) {
    const body = answers.toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };
    const keepalive = body.length < MOST_ON_LEAVING;
    return fetch(location.pathname, { method: "POST", credentials: "same-origin", headers, body, keepalive });
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  async function save() {
    clearTimeout(timer);
    if (under_way) await under_way;
    if (!changed || goes) return;
    changed = false;
    under_way = attempt();
    await under_way;
    under_way = null;
  }

  async function attempt() {
    try {
      const answer = await send(input());
      failed = !answer.ok;
      if (answer.ok) return say((await answer.json()).said);
      say(answer.status === 401 ? state.dataset.expired : answer.status < 500 ? state.dataset.refused : state.dataset.waits);
      changed = true;
      if (answer.status >= 500) later(AGAIN);
    } catch {
      failed = changed = true;
      say(state.dataset.waits);
      later(AGAIN);
    }
  }

  const saved_soon = () => Promise.race([save(), new Promise((done) => setTimeout(done, LEAVING))]);

  function hold() {
    try {
      sessionStorage.setItem(place, input().toString());
    } catch {
      failed = true; // no room: the browser asks before it leaves
    }
  }

  // What did not arrive before the page went is handed over now; if the page does not show it yet, it is loaded again.
  async function hand_over() {
    const held = sessionStorage.getItem(place);
    if (!held) return;
    const answers = new URLSearchParams(held);
    if (answers.get("_page") === field("_page")) return sessionStorage.removeItem(place);
    answers.set("csrf_token", field("csrf_token"));
    const answer = await send(answers).catch(() => null);
    if (!answer?.ok) return;
    sessionStorage.removeItem(place);
    const { mark } = await answer.json();
    if (mark && mark !== form.dataset.mark && !changed) location.reload();
  }

  form.addEventListener("input", (event) => {
    if (event.target.name?.startsWith("_") || event.target.type === "file") return;
    changed = true;
    if (!failed) say("");
    later(PAUSE);
  });

  form.addEventListener("submit", () => {
    hold();
    sessionStorage.setItem(SENT, place);
    goes = true;
  });

  document.addEventListener("submit", async (event) => {
    if (event.target === form || !changed || passing || event.defaultPrevented) return;
    event.preventDefault();
    await saved_soon();
    passing = true;
    event.target.requestSubmit(event.submitter);
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (!link || !changed || !plain || link.target || link.origin !== location.origin || link.hash) return;
    event.preventDefault();
    await saved_soon();
    location.assign(link.href);
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });

  window.addEventListener("online", () => save());

  window.addEventListener("beforeunload", (event) => {
    if (goes || !changed) return;
    hold();
    const answers = input();
    send(answers).catch(() => undefined);
    if (failed || answers.toString().length >= MOST_ON_LEAVING) event.preventDefault();
  });

  // A page that comes back from the browser's memory was left before: what it was about to send has been sent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) goes = passing = false;
  });

  hand_over();
})();
