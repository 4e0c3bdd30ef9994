// The screens by the first word of the address after the #; what follows are identifiers, which say nothing to who reads them.
import { again } from "./again.js";
import { cases, file } from "./cases.js";
import { correct, newPhone } from "./correct.js";
import { day } from "./day.js";
import { met, takeBack } from "./encounter.js";
import { findings } from "./findings.js";
import { form, forms } from "./forms.js";
import { help } from "./help.js";
import { meet } from "./meet.js";
import { mission } from "./mission.js";
import { people, person } from "./people.js";
import { phone } from "./phone.js";
import { round, roundEnd } from "./round.js";

export const screens = {
  day, mission, people, person, cases, case: file, forms, form, phone, round, roundEnd, takeBack, again,
  findings: (app, uuid, outcome) => findings(app, uuid, outcome),
  correct: (app, uuid) => correct(app, uuid),
  newPhone: (app, uuid) => newPhone(app, uuid),
  meet: (app) => meet(app),
  help: (app, uuid) => help(app, uuid),
  met: (app, uuid) => met(app, uuid),
};
