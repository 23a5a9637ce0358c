import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ImportDrawing } from "../illustrations/import-drawing.tsx";
import { importScenes } from "../illustrations/import-scenes.ts";
import { importCommand, importGuides } from "../import-guide.ts";
import type { View } from "../view.ts";

interface ImportGuideProps {
  readonly fileName: string;
  /** Whether the file can still be written in the other profile. */
  readonly canGoBack: boolean;
  readonly view: View;
}

/** The import, step by step, for the system that the browser reports, or another one that the person chooses. */
export function ImportGuide({ fileName, canGoBack, view }: ImportGuideProps): JSX.Element {
  const texts = view.texts.import;
  const [guide, setGuide] = useState(view.guide);
  return (
    <>
      <label class="field">
        <span>{texts.system}</span>
        <select
          value={guide}
          onChange={(event) => setGuide(importGuides.find((os) => os === event.currentTarget.value) ?? guide)}
        >
          {importGuides.map((os) => (
            <option key={os} value={os}>
              {texts.systems[os]}
            </option>
          ))}
        </select>
      </label>
      <ol class="wizard">
        {texts.steps[guide](fileName).map((step, index) => (
          <li key={step}>
            <ImportDrawing scene={importScenes[guide][index]} />
            <span>{step}</span>
          </li>
        ))}
      </ol>
      {guide === "linux" ? (
        <details class="admin">
          <summary>{texts.command}</summary>
          <p class="quiet">{texts.hint.linux}</p>
          <code>{importCommand(fileName)}</code>
        </details>
      ) : (
        canGoBack && <p class="quiet">{texts.hint[guide]}</p>
      )}
    </>
  );
}
