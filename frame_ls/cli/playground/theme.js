// Light, dark, or as the machine says. Runs before the page is drawn, so that nothing flashes.
{
  const CHOICES = ["automatic", "light", "dark"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  let choice = CHOICES.includes(stored()) ? stored() : "automatic";

  const show = () => {
    document.documentElement.dataset.theme = choice === "automatic" ? (dark.matches ? "dark" : "light") : choice;
    const button = document.getElementById("theme");
    if (button) button.textContent = `Theme: ${choice}`;
  };
  dark.addEventListener("change", show);
  show();
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("theme").onclick = () => {
      choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
      try { localStorage.setItem("theme", choice); } catch { /* the choice lasts as long as the page */ }
      show();
    };
  });
}
