// What is said when something is taken along or brought in.

export const en = {
  "import.title": "Bring this in?",
  "import.yes": "Bring it in",
  "import.done": "It was brought in.",
  "import.invalid": "This is no file that was saved here.",
  "import.nothing": "The file holds nothing new.",
  "import.newer": "This file comes from a newer version of this site. Reload the page.",
  "import.other": "This file comes from another site.",
  "import.refused": "Nothing can be brought in as long as nothing may be remembered here, or it is paused.",

  "handover.title": "Use this on another device",
  "handover.about":
    "Save the file and take it to your other device. Choose “Bring in a file” there, and type this code. Without it nobody can read the file. Nothing is sent.",
  "handover.save": "Save the file",
  "handover.close": "Done",
  "code.title": "Which code opens this file?",
  "code.about": "It was shown where the file was saved: sixteen letters and digits.",
  "code.label": "Code",
  "code.open": "Open",
  "code.slip": "A letter or digit of it is another. Please compare.",
  "code.wrong": "This code does not open this file.",

  "refused.title": "This stays outside:",
  "refused.unknown": "{name}: this site does not know it",
  "refused.identity": "{name}: it belongs to the other device",
  "refused.answered_here": "{name}: you answered that here",
  "refused.answer_not_allowed": "{name}: this is no answer to the question",
  "refused.assigned_here": "{name}: a version was drawn for you here",
  "refused.no_room": "{name}: there is no room here for all of it",
  "withdrawn.optedOut": "You opted out there. That holds here as well: everything is erased.",
  "withdrawn.personalization": "You did not want to be remembered there. That holds here as well: everything is erased.",
  "withdrawn.measurement": "You did not want to take part in counting there. That holds here as well.",
  "withdrawn.paused": "You paused it there. It is paused here as well.",
};
