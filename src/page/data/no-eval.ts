// Imported first, before any schema is made: the policy of the page lets nothing make code from text.
import { z } from 'zod';

z.config({ jitless: true });
