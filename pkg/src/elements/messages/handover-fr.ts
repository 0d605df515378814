import type { en } from "./handover-en.ts";

export const fr: typeof en = {
  "import.title": "Importer ceci\u00a0?",
  "import.yes": "Importer",
  "import.done": "L’importation est faite.",
  "import.invalid": "Ce fichier n’a pas été enregistré ici.",
  "import.nothing": "Le fichier ne contient rien de nouveau.",
  "import.newer": "Ce fichier vient d’une version plus récente de ce site. Rechargez la page.",
  "import.other": "Ce fichier vient d’un autre site.",
  "import.refused": "Rien ne peut être importé tant que rien ne peut être retenu ici, ou que la pause est activée.",

  "handover.title": "Utiliser sur un autre appareil",
  "handover.about":
    "Enregistrez le fichier et transférez-le sur votre autre appareil. Choisissez-y «\u00a0Importer un fichier\u00a0» et saisissez ce code. Sans lui, personne ne peut lire le fichier. Rien n’est envoyé.",
  "handover.save": "Enregistrer le fichier",
  "handover.close": "Terminé",
  "code.title": "Quel code ouvre ce fichier\u00a0?",
  "code.about": "Il a été montré là où le fichier a été enregistré\u00a0: seize lettres et chiffres.",
  "code.label": "Code",
  "code.open": "Ouvrir",
  "code.slip": "Une lettre ou un chiffre est faux. Veuillez comparer.",
  "code.wrong": "Ce code n’ouvre pas ce fichier.",

  "refused.title": "Ceci n’est pas importé\u00a0:",
  "refused.unknown": "{name}\u00a0: ce site ne le connaît pas",
  "refused.identity": "{name}\u00a0: cela appartient à l’autre appareil",
  "refused.answered_here": "{name}\u00a0: vous avez déjà répondu ici",
  "refused.answer_not_allowed": "{name}\u00a0: ce n’est pas une réponse à la question",
  "refused.assigned_here": "{name}\u00a0: une version a déjà été tirée pour vous ici",
  "refused.no_room": "{name}\u00a0: il n’y a pas assez de place ici pour tout",
  "withdrawn.optedOut": "Là-bas, vous avez tout refusé. Cela vaut aussi ici\u00a0: tout est effacé.",
  "withdrawn.personalization":
    "Là-bas, vous n’avez pas accepté que le site se souvienne de vous. Cela vaut aussi ici\u00a0: tout est effacé.",
  "withdrawn.measurement": "Là-bas, vous n’avez pas accepté de participer aux comptages. Cela vaut aussi ici.",
  "withdrawn.paused": "Là-bas, vous avez activé la pause. Elle vaut aussi ici.",
};
