import { render } from "preact";
import { dialogTexts } from "../../dialog/texts/texts-for.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { Button } from "../../ui/components/button.tsx";
import { ErrorNote } from "../../ui/components/error-note.tsx";
import type { Language } from "../../ui/language.ts";
import { BrandHeader } from "../brand-header.tsx";

/**
 * Asks until there is an answer. After a failure the window says what happened, and asks again when the person wants it: a
 * window that closed by itself would say nothing, and the page behind it does not let its dialog say it.
 *
 * @throws what `ask` throws that is not a RenewalError
 */
export async function tryUntilReached<Answer>(language: Language, ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RenewalError)) throw error;
      await showUntilPressed(language, error);
    }
  }
}

async function showUntilPressed(language: Language, { code }: RenewalError): Promise<void> {
  const texts = dialogTexts(language);
  document.documentElement.lang = language;
  document.title = texts.title;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const view = (
    <>
      <BrandHeader title={texts.title} />
      <main>
        <ErrorNote title={texts.failure} sentence={texts.errors[code]} code={code} onPage>
          <Button kind="primary" onClick={() => resolve(undefined)}>
            {texts.action.retry}
          </Button>
        </ErrorNote>
      </main>
    </>
  );
  render(view, document.body);
  await promise;
  render(null, document.body);
}
