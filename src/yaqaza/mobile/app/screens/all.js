// The screens by the first word of the address after the #; what follows are identifiers, which say nothing to who reads them.
import { correct, newPhone } from "./correct.js";
import { day } from "./day.js";
import { findings } from "./findings.js";
import { form, forms } from "./forms.js";
import { help } from "./help.js";
import { meet } from "./meet.js";
import { mission } from "./mission.js";
import { people, person } from "./people.js";
import { phone } from "./phone.js";
import { met, round, roundEnd } from "./round.js";

export const screens = { day, mission, findings, people, person, correct, newPhone, meet, help, forms, form, phone, round, met, roundEnd };
