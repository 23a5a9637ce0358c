/** The texts of the administrators' site, with the same keys in each language. */
export interface Texts {
  readonly title: string;
}
