import type { JSX } from "preact";
import type { View } from "../parts/view.ts";
import { ImportDrawing } from "../systems/import-drawing.tsx";
import { importCommand, importGuides, type ImportGuideOs } from "../systems/import-guide.ts";
import { importScenes } from "../systems/import-scenes.ts";

interface ImportGuideProps {
  readonly fileName: string;
  readonly guide: ImportGuideOs;
  readonly choose: (guide: ImportGuideOs) => void;
  readonly view: View;
}

/** The import, step by step, for the system that the browser reports, or another one that the person chooses. */
export function ImportGuide({ fileName, guide, choose, view }: ImportGuideProps): JSX.Element {
  const texts = view.texts.import;
  return (
    <>
      <label class="field beside">
        <span>{texts.system}</span>
        <select value={guide} onChange={(event) => choose(importGuides.find((os) => os === event.currentTarget.value) ?? guide)}>
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
      {guide === "linux" && (
        <details class="admin">
          <summary>{texts.command}</summary>
          <p class="quiet">{texts.commandLead}</p>
          <code>{importCommand(fileName)}</code>
        </details>
      )}
    </>
  );
}
