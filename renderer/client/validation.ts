import { z } from "zod";

// Zod would otherwise probe for `new Function`, which the content security policy refuses and reports.
z.config({ jitless: true });
