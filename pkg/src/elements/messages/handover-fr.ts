import type { en } from "./handover-en.ts";

export const fr: typeof en = {
  "import.title": "Reprendre ceci ?",
  "import.yes": "Reprendre",
  "import.done": "C’est repris.",
  "import.invalid": "Ce fichier n’a pas été enregistré ici.",
  "import.nothing": "Le fichier ne contient rien de nouveau.",
  "import.newer": "Ce fichier vient d’une version plus récente de ce site. Rechargez la page.",
  "import.other": "Ce fichier vient d’un autre site.",
  "import.refused": "Rien ne peut être repris tant que rien ne peut être retenu ici, ou que c’est en pause.",

  "handover.title": "Utiliser sur un autre appareil",
  "handover.about":
    "Enregistrez le fichier et portez-le sur votre autre appareil. Choisissez-y « Reprendre un fichier » et saisissez ce code. Sans lui, personne ne peut lire le fichier. Rien n’est envoyé.",
  "handover.save": "Enregistrer le fichier",
  "handover.close": "Terminé",
  "code.title": "Quel code ouvre ce fichier ?",
  "code.about": "Il a été montré là où le fichier a été enregistré : seize lettres et chiffres.",
  "code.label": "Code",
  "code.open": "Ouvrir",
  "code.slip": "Une lettre ou un chiffre diffère. Veuillez comparer.",
  "code.wrong": "Ce code n’ouvre pas ce fichier.",

  "refused.title": "Ceci reste dehors :",
  "refused.unknown": "{name} : ce site ne le connaît pas",
  "refused.identity": "{name} : cela appartient à l’autre appareil",
  "refused.answered_here": "{name} : vous y avez répondu ici",
  "refused.answer_not_allowed": "{name} : ce n’est pas une réponse à la question",
  "refused.assigned_here": "{name} : une version a déjà été tirée pour vous ici",
  "refused.no_room": "{name} : il n’y a pas de place ici pour tout",
  "withdrawn.optedOut": "Vous avez tout refusé là-bas. Cela vaut aussi ici : tout est effacé.",
  "withdrawn.personalization": "Vous n’avez pas voulu être reconnu là-bas. Cela vaut aussi ici : tout est effacé.",
  "withdrawn.measurement": "Vous n’avez pas voulu être compté là-bas. Cela vaut aussi ici.",
  "withdrawn.paused": "Vous l’avez mis en pause là-bas. C’est en pause ici aussi.",
};
