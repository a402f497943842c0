/** Signing out ends the opened key of sealed messages in this browser, on whichever page it happens; open tabs hear of it and lock. */
for (const form of document.querySelectorAll("form.sign-out")) {
  form.addEventListener("submit", () => indexedDB.deleteDatabase("messages-opened"));
}
