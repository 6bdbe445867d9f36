package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DriverTest {

    @Test
    void whereSystemCallsCanBeMadeTheyAre() {
        assertThat(Driver.choose("Linux", true)).isEqualTo(Driver.SYSTEM_CALLS);
    }

    @Test
    void linuxWithoutNativeAccessUsesChannels() {
        assertThat(Driver.choose("Linux", false)).isEqualTo(Driver.CHANNELS);
    }

    @Test
    void windowsUsesCompletionPorts() {
        assertThat(Driver.choose("Windows 11", false)).isEqualTo(Driver.COMPLETION_PORTS);
        assertThat(Driver.choose("Windows Server 2025", false)).isEqualTo(Driver.COMPLETION_PORTS);
    }

    @Test
    void otherSystemsUseChannels() {
        assertThat(Driver.choose("Mac OS X", false)).isEqualTo(Driver.CHANNELS);
        assertThat(Driver.choose("", false)).isEqualTo(Driver.CHANNELS);
    }
}
