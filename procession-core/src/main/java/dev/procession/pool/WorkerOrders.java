package dev.procession.pool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The first message of a pool to a worker: where its bells and the control socket are.
 *
 * @param taskBell path of the bell for tasks; empty for a polling one, as the next two
 * @param parentBell path of the pool's bell
 * @param controlBell path of the bell that asks for the control channel
 * @param controlSocket path of the control socket
 * @param id by which the worker is known there
 */
record WorkerOrders(
        String taskBell, String parentBell, String controlBell, String controlSocket, long id) {

    byte[] encode() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(taskBell);
        out.writeUTF(parentBell);
        out.writeUTF(controlBell);
        out.writeUTF(controlSocket);
        out.writeLong(id);
        return bytes.toByteArray();
    }

    static WorkerOrders decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        return new WorkerOrders(
                in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readLong());
    }
}
