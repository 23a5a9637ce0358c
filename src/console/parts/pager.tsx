import type { JSX } from "preact";
import type { Texts } from "../texts/texts.ts";
import { pageWindow } from "./page-window.ts";

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  /** The address of a page. */
  readonly at: (page: number) => string;
  readonly texts: Texts["pager"];
  /** The second one of a list, below it. */
  readonly below?: boolean;
}

/** 最初へ 前へ 1…10 次へ 最後へ. A single page needs none. */
export function Pager({ page, pages, at, texts, below = false }: PagerProps): JSX.Element | null {
  if (pages <= 1) return null;
  const step = (label: string, to: number): JSX.Element =>
    to < 1 || to > pages || to === page ? (
      // As on the other pages, but there is nothing there.
      <span class="step absent">{label}</span>
    ) : (
      <a class="step" href={at(to)}>
        {label}
      </a>
    );
  return (
    <nav class="pager" aria-label={`${below ? texts.labelBelow : texts.label} (${texts.page(page, pages)})`}>
      {step(texts.first, 1)}
      {step(texts.previous, page - 1)}
      {pageWindow(page, pages).map((number) => (
        <a
          key={number}
          class="step number"
          href={at(number)}
          aria-current={number === page ? "page" : undefined}
          aria-label={texts.page(number, pages)}
        >
          {number.toLocaleString()}
        </a>
      ))}
      {step(texts.next, page + 1)}
      {step(texts.last, pages)}
    </nav>
  );
}
