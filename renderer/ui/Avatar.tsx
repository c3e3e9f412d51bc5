import { useState } from 'react';
import type { Person } from '#shared/domain/message.ts';
import styles from './avatar.module.css';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { avatarColour, initials } from './initials.ts';

export interface AvatarProps {
  /** Null: the system speaks. */
  readonly person: Pick<Person, 'userId' | 'shopId' | 'name' | 'pictureUrl' | 'role'> | null;
  /** Shown when the person has no name. */
  readonly fallbackName?: string;
  readonly size?: 'xs' | 'sm' | 'md' | 'lg';
  readonly className?: string | undefined;
}

/** People are round, shops are rounded squares, the system is an icon. Decoration: the name stands beside it. */
export function Avatar({ person, fallbackName = '', size = 'md', className }: AvatarProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const sized = size !== 'md' && styles[size];
  if (person === null || person.role === 'system') {
    return (
      <span className={cx(styles['avatar'], styles['shop'], sized, className)} aria-hidden="true">
        <Icon name="system" size={size === 'xs' ? 'xs' : 'md'} />
      </span>
    );
  }
  const name = person.name === '' ? fallbackName : person.name;
  const shop = person.userId === null && person.shopId !== null;
  const seed = shop ? `shop:${person.shopId}` : person.userId === null ? name : `user:${person.userId}`;
  const letters = initials(name);
  const url = person.pictureUrl === brokenUrl ? null : person.pictureUrl;
  return (
    <span
      className={cx(
        styles['avatar'],
        shop && styles['shop'],
        sized,
        person.role !== 'me' && styles[`c${avatarColour(seed)}`],
        className,
      )}
      aria-hidden="true"
    >
      {letters === '' ? (
        <Icon name={shop ? 'store' : 'direct'} size="sm" />
      ) : size === 'xs' ? (
        letters.slice(0, 1)
      ) : (
        letters
      )}
      {url !== null && (
        <img className={styles['picture']} src={url} alt="" loading="lazy" onError={() => setBrokenUrl(url)} />
      )}
    </span>
  );
}
