// What waits to be sent: kept on this phone until the tab has it, and sent by itself.
"use strict";

let sending = false;

const waiting = () => kept("queue", []).find(({ said }) => !said);
const drop = (item) => keep("queue", kept("queue", []).filter(({ key }) => key !== item.key));

function enqueue(item) {
  const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const at = new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  keep("queue", [...kept("queue", []), { ...item, key, at }]);
}

function sendItem(item) {
  if (item.kind === "change") return ask("change", { seen: item.seen, shown: item.shown ?? {}, texts: item.texts });
  return ask("send", { key: item.key, texts: item.texts });
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    for (let next = waiting(); next; next = waiting()) {
      list();
      const said = await sendItem(next);
      if (said.outcome === "added") {
        drop(next);
        tell(said.message, "good");
        if (!byId("home").hidden) await goHome();
      } else {
        keep("queue", kept("queue", []).map((item) => (item.key === next.key ? { ...item, said } : item)));
        if (next.kind === "change" || !Object.keys(texts()).length) correct({ ...next, said });
      }
    }
  } catch (error) {
    tell(error.told ?? "Pas de réseau : la saisie est gardée sur ce téléphone et partira toute seule. Laisser cette page ouverte, ou y revenir.", "bad");
    if (!error.final) setTimeout(send, 15000);
  } finally {
    sending = false;
    list();
  }
}

function correct(item) { // back to the fields, with what is wrong beside each
  if (!changing() && !byId("form").hidden && Object.keys(texts()).length) return tell("Envoyer ou effacer d’abord la saisie en cours.", "bad");
  drop(item);
  byId("home").hidden = true;
  byId("form").hidden = false;
  if (item.kind === "change") openPerson(item.seen); else { stopChanging(); keep("draft", item.texts); }
  fill({ ...(item.seen ?? {}), ...item.texts });
  asked.fields.forEach(({ id }) => touched.add(id));
  const first = asked.fields.find(({ id }) => item.said.wrong[id]);
  if (first) openStepOf(first.id); else openStep(0, false);
  tell("");
  show(item.said.wrong, touched);
  summarise(item.said.wrong);
  list();
}

function list() {
  const queue = kept("queue", []);
  byId("waiting").hidden = !queue.length;
  byId("queue").replaceChildren(...queue.map((item) => {
    const name = `${item.name ?? nameOf(item.texts)} (${item.at}) `;
    if (!item.said) return element("li", { textContent: name });
    return element("li", {}, name, element("button", { type: "button", className: "quiet small", textContent: "Corriger", onclick: () => correct(item) }));
  }));
}
