/** What the pages say, as tests. */
package dev.blazesync.docs;
