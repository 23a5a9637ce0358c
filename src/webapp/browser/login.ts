const password = document.querySelector<HTMLInputElement>("#password");
const reveal = document.querySelector<HTMLButtonElement>("#reveal");
if (password !== null && reveal !== null) offerToShow(password, reveal);

/** The button appears with the script that serves it: without scripts the form is a plain one. */
function offerToShow(input: HTMLInputElement, button: HTMLButtonElement): void {
  const show = (shown: boolean): void => {
    input.type = shown ? "text" : "password";
    button.ariaPressed = String(shown);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(input.type === "password");
  });
  // A browser that saves passwords, and the back button, must never see it as plain text.
  input.form?.addEventListener("submit", () => {
    show(false);
  });
}
