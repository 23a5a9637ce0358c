import type { PolicyDefaults, TenantOrderName } from "../../../protocol/console/operators.ts";

/** The texts of the system operators' site that only it shows. */
export interface OperatorTexts {
  readonly tabs: {
    readonly label: string;
    readonly tenants: string;
    readonly search: string;
    readonly announcements: string;
    readonly trail: string;
    readonly operators: string;
  };
  readonly tenants: {
    readonly heading: string;
    readonly lead: string;
    readonly search: string;
    readonly submit: string;
    readonly state: string;
    readonly states: Readonly<Record<"any" | "open" | "closed", string>>;
    readonly sort: string;
    readonly orders: Readonly<Record<`${TenantOrderName}-${"ascending" | "descending"}`, string>>;
    readonly total: (count: number) => string;
    readonly noMatch: string;
    readonly columns: Readonly<
      Record<"name" | "state" | "inUse" | "due" | "stuck" | "administrators" | "lastLoginAt" | "createdAt", string>
    >;
    readonly never: string;
  };
  readonly tenant: {
    readonly back: string;
    readonly product: string;
    readonly administrators: string;
    readonly loggedIn: string;
    readonly lastLoginAt: string;
    readonly people: (count: number) => string;
    readonly rulesLead: string;
    readonly trail: string;
    readonly certificates: string;
    readonly announce: string;
    readonly closing: string;
    readonly closed: (moment: string) => string;
    readonly own: string;
    readonly closeLead: string;
    readonly close: string;
    readonly open: string;
    readonly openLead: string;
    readonly closeHeading: (tenant: string) => string;
    readonly consequences: (facts: { readonly certificates: number; readonly people: number }) => readonly string[];
    readonly type: (tenant: string) => string;
    readonly typeWrong: string;
    readonly openHeading: (tenant: string) => string;
    readonly openConsequence: string;
    readonly doneClosed: (tenant: string) => string;
    readonly doneOpened: (tenant: string) => string;
  };
  readonly search: {
    readonly heading: string;
    readonly lead: string;
    readonly label: string;
    readonly hint: string;
    readonly submit: string;
    readonly tooShort: string;
    readonly found: (count: number) => string;
    readonly more: (count: number) => string;
    readonly none: string;
    readonly columns: Readonly<Record<"name" | "tenant" | "state" | "notAfter" | "note", string>>;
  };
  readonly sheet: { readonly back: string; readonly lead: string };
  readonly announcements: {
    readonly heading: string;
    readonly lead: string;
    readonly add: string;
    readonly to: string;
    readonly toHint: string;
    readonly all: string;
    readonly by: (name: string) => string;
    readonly title: string;
    readonly text: string;
    readonly submit: string;
    readonly done: string;
    readonly empty: string;
    readonly withdraw: string;
    readonly withdrawOf: (title: string) => string;
    readonly withdrawLead: string;
    readonly withdrawn: string;
    readonly pages: { readonly label: string; readonly latest: string; readonly earlier: string };
  };
  readonly trail: {
    readonly heading: string;
    readonly lead: string;
    readonly tenant: string;
    readonly by: string;
    readonly anybody: string;
    readonly operators: string;
    readonly submit: string;
    readonly shown: (count: number) => string;
    readonly empty: string;
    readonly columns: Readonly<Record<"at" | "actor" | "action" | "object" | "tenant", string>>;
    readonly service: string;
    /** What is done to the service; what is done to tenants is named as on their site. */
    readonly actions: Readonly<Record<string, string>>;
  };
  readonly operators: {
    readonly heading: string;
    readonly lead: string;
    readonly columns: Readonly<Record<"name" | "state" | "certificate" | "secondFactor" | "lastLoginAt", string>>;
    readonly states: Readonly<Record<"invited" | "active" | "disabled", string>>;
    readonly secondFactors: Readonly<Record<"set-up" | "missing", string>>;
    readonly defaults: string;
    readonly defaultsLead: string;
    readonly beginning: (product: string) => string;
    readonly beginningLead: string;
    readonly editBeginning: (product: string) => string;
    /** What a change of them does. */
    readonly beginningEffect: string;
    readonly promptDays: (product: string) => string;
    readonly acceptDays: (product: string) => string;
    readonly validity: string;
    readonly years: (count: number) => string;
    readonly days: (count: number) => string;
    readonly before: (count: number) => string;
    readonly kept: Readonly<Record<PolicyDefaults["kept"][number]["what"], { readonly term: string; readonly help: string }>>;
    readonly help: Readonly<Record<"promptDays" | "acceptDays" | "validity", string>>;
    readonly setting: (name: string) => string;
  };
}
