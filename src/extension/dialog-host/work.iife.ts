import { reenrol } from "../../client/est.ts";
import { renewalWork } from "../../dialog/machine/renewal-work.ts";
import { exposeWork } from "./exposed-work.ts";

exposeWork({ ...renewalWork, reenrol });
