import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { EngineConnection } from "../client/connect.ts";
import { EngineProvider } from "../client/EngineProvider.tsx";
import { CommandPalette } from "./CommandPalette.tsx";
import { Rail } from "./Rail.tsx";
import { Screens } from "./Screens.tsx";
import { TopBar } from "./TopBar.tsx";

export function App({ connection }: { readonly connection: EngineConnection }) {
  const [palette, setPalette] = useState(false);
  const [lost, setLost] = useState(false);
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(location);

  useEffect(() => connection.onLost(() => setLost(true)), [connection]);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPalette((shownNow) => !shownNow);
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, []);
  // Another screen: reading starts at its top, for the eye and for the screen reader.
  useEffect(() => {
    if (screenOf(shown.current) !== screenOf(location)) {
      main.current?.scrollTo(0, 0);
      if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
    } else if (shown.current !== location && document.activeElement === document.body) {
      // The next step of a form: the button that led here is gone.
      main.current?.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    shown.current = location;
  }, [location]);

  return (
    <EngineProvider value={connection.engine}>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <div className="frame">
        <TopBar openPalette={() => setPalette(true)} />
        <Rail />
        <main className="main" ref={main} tabIndex={-1} id="main">
          <Screens />
        </main>
      </div>
      <CommandPalette open={palette} onClose={() => setPalette(false)} />
      {lost && (
        <div className="connection-lost" role="alert">
          The engine has stopped or this window was replaced. What was saved is kept.
          <button type="button" className="button button-small" onClick={() => window.location.reload()}>
            Connect again
          </button>
        </div>
      )}
    </EngineProvider>
  );
}

/** Tabs within one run are one screen. */
function screenOf(location: string): string {
  return location.split("/").slice(0, 3).join("/");
}
