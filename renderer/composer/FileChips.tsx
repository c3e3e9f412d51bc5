import { useState } from 'react';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Progress } from '#renderer/media/Progress.tsx';
import styles from './composer.module.css';
import { kindByName } from './model/files.ts';
import type { PictureChoice } from './pictures/prepare-picture.ts';
import { SizeMenu } from './pictures/SizeMenu.tsx';
import type { ComposerFile } from './state/composer-state.ts';

export function FileChips({
  files,
  onRemove,
  onChoosePicture,
}: {
  readonly files: readonly ComposerFile[];
  readonly onRemove: (stageId: string) => void;
  readonly onChoosePicture: (stageId: string, choice: PictureChoice) => void;
}) {
  const words = useWords();
  return (
    <ul className={styles['chips']} aria-label={words('composer.files')}>
      {files.map((file) => (
        <Chip
          key={file.stageId}
          file={file}
          onRemove={() => onRemove(file.stageId)}
          onChoosePicture={(choice) => onChoosePicture(file.stageId, choice)}
        />
      ))}
    </ul>
  );
}

function Chip({
  file,
  onRemove,
  onChoosePicture,
}: {
  readonly file: ComposerFile;
  readonly onRemove: () => void;
  readonly onChoosePicture: (choice: PictureChoice) => void;
}) {
  const words = useWords();
  const formats = useFormats();
  const { filename, progress, staged, picture } = file;
  const [broken, setBroken] = useState(false);
  const kind = staged?.kind ?? kindByName(filename) ?? 'document';
  const size = formats.fileSize(file.sizeBytes);
  return (
    <li className={styles['chip']}>
      {staged !== null && kind === 'image' && !broken ? (
        <img
          className={styles['chipPicture']}
          src={`/media/${staged.mediaId}`}
          alt=""
          width={36}
          height={36}
          onError={() => setBroken(true)}
        />
      ) : (
        <span className={styles['chipIcon']}>
          <Icon name={kind === 'image' || kind === 'video' ? kind : kind === 'audio' ? 'play' : 'file'} />
        </span>
      )}
      <p className={styles['chipText']}>
        <span title={filename}>{filename}</span>
        <span className={styles['chipMeta']}>
          {[
            size,
            picture?.convertedFrom == null
              ? null
              : words('files.converted', { extension: picture.convertedFrom.toUpperCase() }),
            progress === null ? null : words('composer.copying', { percent: formats.percent(progress) }),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
          {picture !== null && picture.compressed !== null && progress === null && (
            <>
              {' · '}
              <SizeMenu filename={filename} offer={picture} onChoose={onChoosePicture} />
            </>
          )}
        </span>
      </p>
      <IconButton
        size="sm"
        iconSize="sm"
        icon="x"
        label={words('composer.remove', { filename })}
        tooltip={false}
        onClick={onRemove}
      />
      {progress !== null && <Progress filename={filename} fraction={progress} />}
    </li>
  );
}
