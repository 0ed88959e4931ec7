// The script of pages that are read from top to bottom (accounts, classes): they wear the theme that
// was chosen on the learner's page.  Without it they follow the system.
import { browserShelf, Preferences } from "./state/preferences";
import { followTheme } from "./ui/theme";

followTheme(new Preferences(browserShelf()), document.documentElement);
