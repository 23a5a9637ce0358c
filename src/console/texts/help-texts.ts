/** Explanations of the terms that the list and the details use. */
export interface HelpTexts {
  /** What the button is called that explains a term. */
  readonly explanationOf: (term: string) => string;
  readonly help: {
    readonly name: string;
    readonly cn: string;
    readonly o: string;
    readonly state: string;
    readonly kind: string;
    readonly notAfter: string;
    readonly requestedAt: string;
    readonly issuedAt: string;
    readonly attention: string;
    readonly remark: string;
    readonly device: string;
    readonly mail: string;
    readonly password: string;
    readonly authority: string;
    readonly serial: string;
    readonly fileName: string;
    readonly predecessor: string;
    readonly replacement: string;
  };
}
