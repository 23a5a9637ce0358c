/** Markup whose every inserted value has been escaped. Only the `html` tag makes one. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

type Insert = Html | string | number | readonly Html[] | undefined;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for element content and quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

function render(value: Insert): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.toString();
  if (typeof value === "object") return value.map(String).join("");
  return escapeHtml(String(value));
}

/** A template tag: strings and numbers are escaped, `Html` is inserted as it is, undefined inserts nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Insert[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(render)));
}
