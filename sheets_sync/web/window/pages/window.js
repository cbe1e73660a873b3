// The coordinator's window: which part is open, and the first one.
"use strict";

const USED = "Cette page a déjà été ouverte. Reprendre l’adresse que dit le programme, ou le fermer et le relancer.";

// The browser was started with a ticket, which opens the page once and here only: the secret takes its place.
async function enter() {
  try {
    ({ secret } = await ask("enter", {}));
  } catch (error) {
    tell(error.final ? USED : LOST, "bad");
    return false;
  }
  history.replaceState(null, "", `#${secret}`);
  return true;
}

async function start() {
  for (const one of byId("nav").children) one.addEventListener("click", () => open(one.dataset.part));
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); byId("main").focus(); });
  if (!await enter()) return;
  setInterval(() => ask("here", {}).catch(() => {}), 5000);
  addEventListener("pagehide", () => fetch("leave", { method: "POST", keepalive: true, body: "{}", headers: { Authorization: `Bearer ${secret}` } }));
  const said = await whichProgramme();
  if (!said) return;
  kinds = said.kinds;
  if (!said.isSetUp) return open("start", false);
  byId("meeting-title").dataset.ready = "yes";
  await open("meeting", false);
  if (said.notice) tell(said.notice);
  // Last: what is drawn above it would move it from under the pointer.
  byId("nav").hidden = false;
}

start();
