import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface ModalProps {
  readonly heading: string;
  /** Escape. */
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** A dialog above the page, which is inert meanwhile; afterwards the focus returns to where it was. */
export function Modal({ heading, close, children }: ModalProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Only a closed dialog gives the focus back.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="modal"
      aria-labelledby={headingId}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // The list's and the page's own keys are not meant.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id={headingId}>{heading}</h2>
      {children}
    </dialog>
  );
}
