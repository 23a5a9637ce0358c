/** The texts of one's own sessions, password and recovery codes, which are loaded with the page. */
export interface OwnSecurityTexts {
  readonly app: {
    readonly heading: string;
    readonly lead: string;
    readonly none: string;
    readonly replace: string;
    readonly setUp: string;
    readonly consequence: string;
    readonly done: string;
  };
  readonly unlinking: {
    readonly question: (provider: string) => string;
    readonly consequence: (provider: string) => string;
    readonly password: string;
  };
  readonly facts: {
    readonly heading: string;
    readonly personName: string;
    readonly mail: string;
    readonly mailHint: string;
    readonly mailWrong: string;
    readonly save: string;
    readonly saved: string;
    /** Who was first, and when. */
    readonly changed: (by: string, at: string) => string;
    readonly operators: string;
  };
  readonly sessions: {
    readonly heading: string;
    readonly lead: string;
    readonly endOthers: string;
    readonly endedOthers: string;
  };
  readonly password: {
    readonly heading: string;
    readonly lead: string;
    readonly present: string;
    readonly submit: string;
    readonly changed: string;
  };
  readonly codes: {
    readonly heading: string;
    readonly left: (count: number) => string;
    readonly make: string;
    readonly question: string;
    readonly consequence: string;
  };
}
