// "Læs op": only with voices that run on this very device, and only in the language of the page; otherwise there is no button.
const button = document.querySelector("[data-read]");
const words = button?.querySelector("[data-read-words]");
const calm = words?.textContent;
const speech = window.speechSynthesis;

function voice(language) {
  const wanted = language.split("-")[0].toLowerCase();
  return speech.getVoices().find((each) => each.localService && each.lang.split(/[-_]/)[0].toLowerCase() === wanted);
}

function languageOf(element) {
  return element.closest("[lang]").lang;
}

function parts() {
  return [...document.querySelectorAll("[data-say]")].filter((each) => each.offsetParent !== null && each.textContent.trim());
}

// Every word on the page must have a voice here: half a page read aloud is worse than none.
function look() {
  button.hidden = parts().some((each) => !voice(languageOf(each)));
}

function rest() {
  words.textContent = calm;
  document.querySelector(".is-read")?.classList.remove("is-read");
}

function say([first, ...others]) {
  rest();
  if (!first) return;
  const said = new SpeechSynthesisUtterance(first.textContent.replace(/\s+/g, " ").trim());
  said.voice = voice(languageOf(first));
  said.lang = said.voice.lang;
  said.rate = 0.9;
  said.addEventListener("end", () => words.textContent !== calm && say(others));
  said.addEventListener("error", rest);
  first.classList.add("is-read");
  words.textContent = button.dataset.stop;
  speech.speak(said);
}

if (button && speech) {
  look();
  speech.addEventListener?.("voiceschanged", look);
  button.addEventListener("click", () => {
    const talking = words.textContent !== calm;
    rest();
    speech.cancel();
    if (!talking) say(parts());
  });
  window.addEventListener("pagehide", () => speech.cancel());
}
