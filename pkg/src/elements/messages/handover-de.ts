import type { en } from "./handover-en.ts";

export const de: typeof en = {
  "import.title": "Das übernehmen?",
  "import.yes": "Übernehmen",
  "import.done": "Es wurde übernommen.",
  "import.invalid": "Diese Datei wurde nicht hier gesichert.",
  "import.nothing": "Die Datei enthält nichts Neues.",
  "import.newer": "Diese Datei kommt von einer neueren Fassung dieser Website. Laden Sie die Seite neu.",
  "import.other": "Diese Datei kommt von einer anderen Website.",
  "import.refused": "Es kann nichts übernommen werden, solange hier nichts gemerkt werden darf oder die Pause eingeschaltet ist.",

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

  "refused.title": "Das wird nicht übernommen:",
  "refused.unknown": "{name}: Diese Website kennt das nicht",
  "refused.identity": "{name}: Das gehört zum anderen Gerät",
  "refused.answered_here": "{name}: Das haben Sie hier schon beantwortet",
  "refused.answer_not_allowed": "{name}: Das ist keine Antwort auf die Frage",
  "refused.assigned_here": "{name}: Hier wurde schon eine Fassung für Sie ausgelost",
  "refused.no_room": "{name}: Hier ist nicht für alles Platz",
  "withdrawn.optedOut": "Sie haben dort allem widersprochen. Das gilt auch hier: Alles wird gelöscht.",
  "withdrawn.personalization": "Sie haben dort nicht erlaubt, dass etwas gemerkt wird. Das gilt auch hier: Alles wird gelöscht.",
  "withdrawn.measurement": "Sie wollten dort bei Zählungen nicht mitmachen. Das gilt auch hier.",
  "withdrawn.paused": "Sie haben dort die Pause eingeschaltet. Sie gilt auch hier.",
};
