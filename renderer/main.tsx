import "./client/validation.ts";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { connectEngine } from "./client/connect.ts";
import { App } from "./frame/App.tsx";
import { Note } from "./parts/Notes.tsx";
import "./theme/theme.css";

const element = document.getElementById("root");
if (element === null) throw new Error("The page has no root.");
const root = createRoot(element);
// Reads go to this machine: a lost network, which the default would wait for, is no reason to pause them.
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: "always", retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: 30_000 },
    mutations: { networkMode: "always", retry: false },
  },
});

try {
  const connection = await connectEngine();
  root.render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <Router hook={useHashLocation}>
            <App connection={connection} />
          </Router>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
} catch {
  root.render(
    <main className="screen">
      <h1>Tickmark is not running</h1>
      <Note tone="failure" title="This window could not reach the engine.">
        <p>Start Tickmark again and open the address that it prints. Nothing of the case is lost.</p>
      </Note>
    </main>,
  );
}
