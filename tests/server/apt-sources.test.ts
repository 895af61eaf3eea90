import { describe, expect, it } from 'vitest';
import { findDebianMirror } from '../../src/server/apt-sources.ts';

const list = (text: string) => findDebianMirror([{ name: '/etc/apt/sources.list', text }]);
const sources = (text: string) => findDebianMirror([{ name: '/etc/apt/sources.list.d/x.sources', text }]);

describe('the Debian mirror in apt’s sources', () => {
  it('is read from lines', () => {
    expect(
      list(`# deb http://commented.example/debian bookworm main
deb-src http://src.example/debian bookworm main
deb cdrom:[Debian]/ bookworm main
deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm main contrib # comment
deb http://later.example/debian trixie main`),
    ).toEqual({ uri: 'http://mirror.example/debian', signedBy: '/keys/debian.gpg' });
  });

  it('is read from paragraphs, with comments, several values and a key on separate lines', () => {
    expect(
      sources(`# a comment
Types: deb deb-src
URIs: https://mirror.example/debian https://second.example/debian
Suites: bookworm bookworm-updates
# within
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
`),
    ).toEqual({
      uri: 'https://mirror.example/debian',
      signedBy: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n-----END PGP PUBLIC KEY BLOCK-----',
    });
  });

  it.each([
    ['of security updates', 'deb http://x.example/debian-security bookworm-security main'],
    ['of another system', 'deb http://x.example/ubuntu noble main'],
    ['of a vendor', 'deb https://x.example/repo stable-x vendor'],
    ['without main', 'deb http://x.example/debian bookworm contrib'],
    ['that is empty', ''],
  ])('is not read from a source %s', (_case, text) => {
    expect(list(text)).toBeUndefined();
  });

  it('is not read from a paragraph that is switched off', () => {
    const text = 'Types: deb\nURIs: http://x.example/debian\nSuites: bookworm\nComponents: main\n';
    expect(sources(text)).toEqual({ uri: 'http://x.example/debian' });
    expect(sources(`${text}Enabled: no\n`)).toBeUndefined();
  });

  it('is the first one of all files', () => {
    expect(
      findDebianMirror([
        { name: 'a.list', text: 'deb https://vendor.example/apt vendor main' },
        { name: 'b.sources', text: 'Types: deb\nURIs: http://b.example/d\nSuites: sid\nComponents: main' },
        { name: 'c.list', text: 'deb http://c.example/d trixie main' },
      ]),
    ).toEqual({ uri: 'http://b.example/d' });
  });
});
