import type { en } from "./handover-en.ts";

export const de: typeof en = {
  "import.title": "Das übernehmen?",
  "import.yes": "Übernehmen",
  "import.done": "Es wurde übernommen.",
  "import.invalid": "Das ist keine Datei, die hier gesichert wurde.",
  "import.nothing": "Die Datei enthält nichts Neues.",
  "import.newer": "Diese Datei kommt von einer neueren Fassung dieser Seite. Laden Sie die Seite neu.",
  "import.other": "Diese Datei kommt von einer anderen Website.",
  "import.refused": "Solange hier nichts gemerkt werden darf oder pausiert ist, kann nichts übernommen werden.",

  "handover.title": "Auf einem anderen Gerät verwenden",
  "handover.about":
    "Sichern Sie die Datei und bringen Sie sie auf Ihr anderes Gerät. Wählen Sie dort „Datei übernehmen“ und geben Sie diesen Code ein. Ohne ihn kann niemand die Datei lesen. Nichts wird gesendet.",
  "handover.save": "Datei sichern",
  "handover.close": "Fertig",
  "code.title": "Welcher Code öffnet diese Datei?",
  "code.about": "Er wurde dort gezeigt, wo die Datei gesichert wurde: sechzehn Buchstaben und Ziffern.",
  "code.label": "Code",
  "code.open": "Öffnen",
  "code.slip": "Ein Buchstabe oder eine Ziffer stimmt nicht. Bitte vergleichen Sie.",
  "code.wrong": "Dieser Code öffnet diese Datei nicht.",

  "refused.title": "Das bleibt draußen:",
  "refused.unknown": "{name}: diese Website kennt es nicht",
  "refused.identity": "{name}: es gehört zum anderen Gerät",
  "refused.answered_here": "{name}: das haben Sie hier beantwortet",
  "refused.answer_not_allowed": "{name}: das ist keine Antwort auf die Frage",
  "refused.assigned_here": "{name}: hier wurde schon eine Fassung für Sie gezogen",
  "refused.no_room": "{name}: hier ist nicht für alles Platz",
  "withdrawn.optedOut": "Sie haben dort alles abgelehnt. Das gilt auch hier: Alles wird gelöscht.",
  "withdrawn.personalization": "Sie wollten dort nicht gemerkt werden. Das gilt auch hier: Alles wird gelöscht.",
  "withdrawn.measurement": "Sie wollten dort nicht mitgezählt werden. Das gilt auch hier.",
  "withdrawn.paused": "Sie haben dort pausiert. Auch hier wird pausiert.",
};
