<?php
// What WordPress itself says of each story, as JSON: php truth.php URL
require __DIR__ . '/wordpress.php';
require '/usr/share/wordpress/wp-load.php';
$rows = [];
foreach (get_posts(['numberposts' => -1, 'orderby' => 'date', 'order' => 'ASC']) as $post) {
    $GLOBALS['post'] = $post;
    setup_postdata($post);
    $previous = get_adjacent_post(false, '', true);
    $next = get_adjacent_post(false, '', false);
    $rows[] = [
        'n' => (int) get_post_meta($post->ID, '_story', true),
        'url' => get_permalink($post),
        'headline' => html_entity_decode(get_the_title($post), ENT_QUOTES),
        'date_published' => get_the_date('c', $post),
        'date_modified' => get_the_modified_date('c', $post),
        'authors' => [get_the_author_meta('display_name', $post->post_author)],
        'section' => get_the_category($post->ID)[0]->name,
        'tags' => wp_get_post_tags($post->ID, ['fields' => 'names']),
        'previous_url' => $previous ? get_permalink($previous) : null,
        'next_url' => $next ? get_permalink($next) : null,
        'featured' => get_the_post_thumbnail_url($post->ID, 'full') ?: null,
    ];
}
echo json_encode($rows, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT), "\n";
