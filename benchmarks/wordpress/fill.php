<?php
// Installs a site and fills it: php fill.php URL THEME STORIES.json; the form of STORIES.json stands in README.md.
require __DIR__ . '/wordpress.php';
[, $url, $wanted_theme, $stories_file] = $argv;
define('WP_INSTALLING', true);
require '/usr/share/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

wp_install('The Harbour Ledger', 'admin', 'admin@example.org', true, '', 'admin');
update_option('siteurl', $url);
update_option('home', $url);
update_option('timezone_string', 'Asia/Dubai');
update_option('blogdescription', 'News from the waterfront');
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
update_option('show_avatars', '0'); // their host cannot be reached from a test machine
global $wp_rewrite, $wpdb;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%postname%/');
flush_rewrite_rules();
switch_theme($wanted_theme);
foreach (get_posts(['post_type' => 'any', 'numberposts' => -1]) as $post) {
    wp_delete_post($post->ID, true); // "Hello world!" and the sample page
}

$given = json_decode(file_get_contents($stories_file), true);

function attachment(int $number): int
{
    static $made = [];
    if (!isset($made[$number])) {
        $file = wp_upload_dir()['path'] . sprintf('/picture-%02d.jpg', $number);
        $canvas = imagecreatetruecolor(1280, 720);
        for ($y = 0; $y < 720; $y++) {
            imageline($canvas, 0, $y, 1279, $y, imagecolorallocate($canvas, ($number * 47 + $y) % 256, ($number * 91) % 256, $y % 256));
        }
        imagestring($canvas, 5, 40, 40, "picture $number", imagecolorallocate($canvas, 255, 255, 255));
        imagejpeg($canvas, $file);
        $made[$number] = wp_insert_attachment(['post_mime_type' => 'image/jpeg', 'post_title' => "Picture $number", 'post_status' => 'inherit'], $file);
        wp_update_attachment_metadata($made[$number], wp_generate_attachment_metadata($made[$number], $file));
    }
    return $made[$number];
}

function paragraph(array $block, string $link): string
{
    $text = esc_html($block['text']);
    if (isset($block['inline'])) {
        $words = explode(' ', $text);
        $middle = implode(' ', array_slice($words, 2, 3));
        $middle = $block['inline'] === 'em' ? "<em>$middle</em>" : "<a href=\"$link\">$middle</a>";
        $text = implode(' ', array_merge(array_slice($words, 0, 2), [$middle], array_slice($words, 5)));
    }
    return $text;
}

function picture(array $block, bool $classic): string
{
    $number = (int) filter_var($block['file'], FILTER_SANITIZE_NUMBER_INT) * -1;
    $number = abs($number);
    $id = attachment($number);
    $src = wp_get_attachment_image_src($id, 'large')[0];
    $caption = esc_html($block['caption'] . ($block['credit'] ? " ({$block['credit']})" : ''));
    $alt = esc_attr($block['alt'] ?? '');
    if (!$classic) {
        return "<!-- wp:image {\"id\":$id,\"sizeSlug\":\"large\",\"linkDestination\":\"none\"} -->\n<figure class=\"wp-block-image size-large\"><img src=\"$src\" alt=\"$alt\" class=\"wp-image-$id\"/><figcaption class=\"wp-element-caption\">$caption</figcaption></figure>\n<!-- /wp:image -->";
    }
    $image = "<img class=\"size-large wp-image-$id\" src=\"$src\" alt=\"$alt\" width=\"1024\" height=\"576\" />";
    if ($number % 3 === 0) { // the classic editor links pictures to their own page or to the file
        $image = '<a href="' . get_attachment_link($id) . "\" rel=\"attachment wp-att-$id\">$image</a>";
    } elseif ($number % 3 === 1) {
        $image = '<a href="' . wp_get_attachment_url($id) . "\">$image</a>";
    }
    return "[caption id=\"attachment_$id\" align=\"alignnone\" width=\"1024\"]{$image} $caption" . '[/caption]';
}

function content(array $story, array $links): string
{
    $classic = $story['editor'] === 'classic';
    $parts = [];
    $block = static fn(string $name, string $html): string => $classic ? $html : "<!-- wp:$name -->\n$html\n<!-- /wp:$name -->";
    $wrap = static fn(string $html): string => $classic ? $html : "<p>$html</p>";
    if (in_array($story['lead_mode'], ['strong', 'both'], true)) {
        $parts[] = $block('paragraph', $wrap('<strong>' . esc_html($story['standfirst']) . '</strong>'));
    }
    foreach ($story['blocks'] as $number => $part) {
        if ($number === 2) {
            $parts[] = $classic ? '<!--more-->' : "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->";
        }
        switch ($part['t']) {
            case 'p':
                $parts[] = $block('paragraph', $wrap(paragraph($part, array_values($links)[0] ?? '/')));
                break;
            case 'h2':
                $parts[] = $block('heading', '<h2>' . esc_html($part['text']) . '</h2>');
                break;
            case 'quote':
                $cite = empty($part['cite']) ? '' : '<cite>' . esc_html($part['cite']) . '</cite>';
                $parts[] = $block('quote', '<blockquote class="wp-block-quote"><p>' . esc_html($part['text']) . "</p>$cite</blockquote>");
                break;
            case 'ul':
                $tag = $part['ordered'] ? 'ol' : 'ul';
                $items = implode('', array_map(static fn(string $item): string => '<li>' . esc_html($item) . '</li>', $part['items']));
                $parts[] = $block($part['ordered'] ? 'list {"ordered":true}' : 'list', "<$tag>$items</$tag>");
                break;
            case 'table':
                $rows = implode('', array_map(static fn(array $row): string => '<tr><td>' . implode('</td><td>', array_map('esc_html', $row)) . '</td></tr>', $part['rows']));
                $parts[] = $block('table', "<figure class=\"wp-block-table\"><table><tbody>$rows</tbody></table></figure>");
                break;
            case 'also':
                $href = $links[$part['ref']] ?? '/';
                $parts[] = $block('paragraph', $wrap("<strong>ALSO READ: <a href=\"$href\">" . esc_html($part['headline']) . '</a></strong>'));
                break;
            case 'img':
                $parts[] = picture($part, $classic);
                break;
        }
    }
    return implode("\n\n", $parts);
}

$users = [];
$links = [];
kses_remove_filters();
foreach ($given as $story) {
    $author = $story['authors'][0];
    if (!isset($users[$author])) {
        [$first, $last] = explode(' ', $author, 2);
        $users[$author] = wp_insert_user(['user_login' => sanitize_title($author), 'user_pass' => 'x', 'display_name' => $author,
            'first_name' => $first, 'last_name' => $last, 'role' => 'author', 'user_email' => sanitize_title($author) . '@example.org']);
    }
    $category = wp_create_category($story['section']);
    $zone = wp_timezone();
    $local = (new DateTimeImmutable($story['date']))->setTimezone($zone)->format('Y-m-d H:i:s');
    $utc = (new DateTimeImmutable($story['date']))->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d H:i:s');
    $id = wp_insert_post(wp_slash(['post_title' => $story['headline'], 'post_name' => $story['slug'], 'post_status' => 'publish',
        'post_author' => $users[$author], 'post_category' => [$category], 'tags_input' => $story['tags'],
        'post_date' => $local, 'post_date_gmt' => $utc, 'post_content' => content($story, $links),
        'post_excerpt' => in_array($story['lead_mode'], ['excerpt', 'both'], true) ? $story['standfirst'] : '']), true);
    if (is_wp_error($id)) {
        fwrite(STDERR, $id->get_error_message() . "\n");
        exit(1);
    }
    update_post_meta($id, '_story', $story['n']);
    $modified = new DateTimeImmutable($story['modified']);
    $wpdb->update($wpdb->posts, ['post_modified' => $modified->setTimezone($zone)->format('Y-m-d H:i:s'),
        'post_modified_gmt' => $modified->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d H:i:s')], ['ID' => $id]);
    clean_post_cache($id);
    if ($story['featured']) {
        set_post_thumbnail($id, attachment(abs((int) filter_var($story['featured_file'], FILTER_SANITIZE_NUMBER_INT))));
    }
    foreach ($story['comments'] as $comment) {
        wp_insert_comment(['comment_post_ID' => $id, 'comment_author' => $comment['author'], 'comment_content' => $comment['text'], 'comment_approved' => 1]);
    }
    $links[$story['n']] = get_permalink($id);
}
$page = wp_insert_post(['post_type' => 'page', 'post_title' => 'About us', 'post_status' => 'publish',
    'post_content' => 'The Harbour Ledger was founded in 1887 by four dockers and a printer, and has come out every day since.']);
echo count($links), " stories\n";
