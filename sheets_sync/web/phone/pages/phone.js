// The page on the phone: opened by a secret link, at home first.
"use strict";

function submit(event) {
  event.preventDefault();
  if (changing()) return submitChange();
  if (!Object.keys(texts()).length) return tell("Rien n’est encore saisi.", "bad");
  if (Object.keys(lacking()).length) return sayWhatLacks();
  enqueue({ kind: "new", texts: texts() });
  clear();
  return goHome().then(send);
}

async function start() {
  if ("serviceWorker" in navigator && isSecureContext) navigator.serviceWorker.register("worker.js");
  if (!secret) return tell("Ce lien est incomplet : ouvrir le lien entier reçu de la coordination.", "bad");
  try {
    asked = await ask("form");
    keep("form", asked);
    tell(asked.notice);
  } catch (error) {
    asked = kept("form", null);
    if (error.final || !asked) return tell(error.told ?? "Pas de réseau : réessayer dans un moment.", "bad");
    tell(error.told ?? "Pas de réseau : ce qui est tapé est gardé sur ce téléphone.", "bad");
  }
  byId("title").textContent = asked.title;
  byId("where").textContent = `${asked.programme} – ${asked.siae} (${asked.who})`;
  byId("closed").textContent = asked.closed;
  byId("closed").hidden = !asked.closed;
  byId("new").hidden = Boolean(asked.closed);
  drawForm();
  byId("new").addEventListener("click", startNew);
  byId("next").addEventListener("click", goOn);
  byId("back").addEventListener("click", goBack);
  byId("form").addEventListener("submit", submit);
  byId("search").addEventListener("submit", (event) => { event.preventDefault(); find({ nom: byId("search-nom").value.trim(), prenom: byId("search-prenom").value.trim() }); });
  byId("clear").addEventListener("click", () => { if (confirm("Effacer ce qui est tapé ici ?")) { clear(); tell(""); openStep(0); } });
  addEventListener("online", send);
  await goHome();
  send();
}

start();
