// Asks for a token: it stays in this tab, and goes out in a header only.
import { learnDurability } from '../data/log.ts';
import { learnCaller, useToken } from '../data/service.ts';

export const TokenForm = ({ why }: { readonly why: string }) => (
  <section class="card token" aria-labelledby="token-title">
    <h1 id="token-title">A token, please</h1>
    <p>{why}</p>
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const text = new FormData(event.currentTarget).get('token');
        if (typeof text !== 'string' || text.trim() === '') return;
        useToken(text.trim());
        void learnCaller();
        void learnDurability();
      }}
    >
      <label>
        Token
        <input name="token" type="password" autocomplete="off" spellcheck={false} required />
      </label>
      <button type="submit" class="primary">
        Use it
      </button>
    </form>
    <p class="quiet">
      <code>reprise token create --role reader</code> makes one. It is kept in this tab until you close it.
    </p>
  </section>
);
