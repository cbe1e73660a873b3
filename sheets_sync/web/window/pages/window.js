// The coordinator's window: which part is open, and the first one.
"use strict";

async function start() {
  for (const one of byId("nav").children) one.addEventListener("click", () => open(one.dataset.part));
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); byId("main").focus(); });
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
