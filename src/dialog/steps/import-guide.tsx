import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { certificateStores, type CertificateStore } from "../../ui/certificate-store.ts";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Select } from "../../ui/components/select.tsx";
import { Drawing } from "../illustrations/drawing.tsx";
import type { drawImportStep } from "../illustrations/import-drawing.tsx";
import type { View } from "../parts/view.ts";

interface ImportGuideProps {
  readonly fileName: string;
  readonly guide: CertificateStore;
  readonly choose: (guide: CertificateStore) => void;
  readonly view: View;
}

/** The import, step by step, for the detected system or another one that the person chooses. */
export function ImportGuide({ fileName, guide, choose, view }: ImportGuideProps): JSX.Element {
  const texts = view.texts.import;
  const draw = useDrawings();
  return (
    <>
      <Select
        label={texts.system}
        choices={certificateStores.map((store) => [store, texts.systems[store]] as const)}
        chosen={guide}
        choose={choose}
        beside
      />
      <ol class="wizard">
        {texts.steps[guide](fileName).map((step, index) => (
          <li key={step}>
            <Drawing>{draw?.(guide, index)}</Drawing>
            <span>
              <Breakable>{step}</Breakable>
            </span>
          </li>
        ))}
      </ol>
      {guide === "linux" && (
        <details class="admin">
          <summary>{texts.command}</summary>
          <p class="quiet">{texts.commandLead}</p>
          <code>
            <Breakable>{importCommand(fileName)}</Breakable>
          </code>
        </details>
      )}
    </>
  );
}

/**
 * What draws the steps, once it is loaded: where size matters it is a script of its own. The texts say the same, so that
 * without it nothing is missing.
 */
function useDrawings(): typeof drawImportStep | undefined {
  const [draw, setDraw] = useState<typeof drawImportStep>();
  useEffect(() => {
    import("../illustrations/import-drawing.tsx").then(
      (loaded) => setDraw(() => loaded.drawImportStep),
      () => undefined,
    );
  }, []);
  return draw;
}

/** The command that imports the file into Chrome's key store on Linux; it prompts for the password. */
function importCommand(fileName: string): string {
  return `pk12util -d sql:$HOME/.pki/nssdb -i ${fileName}`;
}
